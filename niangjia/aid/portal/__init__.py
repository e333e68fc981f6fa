"""The workers' phone pages of aid: self-test, application, the case, money received, objections."""
