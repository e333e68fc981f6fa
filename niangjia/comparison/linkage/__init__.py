"""Record linkage (比对关联): which row of an answer is which of our persons. Pure: no Django.

``linking.link`` is the way in; ``explain`` puts its weights into Chinese words.
"""
