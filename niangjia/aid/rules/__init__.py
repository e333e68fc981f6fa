"""Rules of aid (困难职工帮扶): who is helped, with how much, by which steps. Pure."""
