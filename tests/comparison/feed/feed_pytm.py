# 10k/s; six machines of the api that can do 1k/s each; p99 <= 20ms.
# Python itself would tell of `pots`, so the name is right here.
from pytm import TM, Actor, Boundary, Dataflow, Datastore, Server

tm = TM("Feed")
tm.description = "A feed: 10k/s for six machines that can do 1k/s each, p99 <= 20ms"
inside = Boundary("inside")
phone, lb, api = Actor("phone"), Server("lb"), Server("api")
hot, sessions, posts = Datastore("hot"), Datastore("sessions"), Datastore("posts")
for one in (lb, api, hot, sessions, posts):
    one.inBoundary = inside
Dataflow(phone, lb, "read")
Dataflow(lb, api, "ask")
Dataflow(api, hot, "look up")
Dataflow(api, posts, "misses")
tm.process()
