"""The technologies, as data: what may stand after the colon of `balancer lb : nginx`.

This file has what calls and computes; `data_technologies` what keeps, carries and watches.

`managed` says that the design needn't handle the loss of one machine. So a service of which one
chooses the number of instances (RDS, ElastiCache, MSK, Fargate) isn't managed in this sense.

A default stands here only where a published figure can be named; see `Default`. A technology that
`diagrams` has no icon for borrows the one of its kind.
"""

from __future__ import annotations

from sdlint.model.catalogue import Default, Technology
from sdlint.model.data_technologies import CHANNELS, STORES, TELEMETRY

RUNTIME = ("service", "worker", "function", "scheduler", "gateway", "client")
FRAMEWORK = ("service", "worker", "scheduler", "gateway")
PLATFORM = ("service", "worker", "scheduler", "function")
PROXY = ("balancer", "gateway")

_HOP = Default("time", "0.05ms", "napkin-math", 2026, "one proxy hop, without TLS handshakes")

_CLIENTS = (
    Technology("browser", "Browser", ("client",), "azure/general/browser.png", aliases=("web",)),
    Technology("ios", "iOS", ("client",), "generic/os/ios.png", aliases=("iphone",)),
    Technology("android", "Android", ("client",), "generic/os/android.png"),
    Technology("mobile", "Mobile app", ("client",), "generic/device/mobile.png"),
    Technology("desktop", "Desktop app", ("client",), "onprem/client/client.png"),
    Technology("react", "React", ("client",), "programming/framework/react.png", aliases=("react-native",)),
    Technology("vue", "Vue.js", ("client",), "programming/framework/vue.png", aliases=("vuejs",)),
    Technology("angular", "Angular", ("client",), "programming/framework/angular.png"),
    Technology("svelte", "Svelte", ("client",), "programming/framework/svelte.png"),
    Technology("flutter", "Flutter", ("client",), "programming/framework/flutter.png"),
    Technology("swift", "Swift", ("client", "service"), "programming/language/swift.png"),
    Technology("nextjs", "Next.js", ("client", "service", "gateway"), "programming/framework/nextjs.png"),
)

_OUTSIDE = (
    Technology("stripe", "Stripe", ("external",), "saas/payment/stripe.png", managed=True),
    Technology("paypal", "PayPal", ("external",), "saas/payment/paypal.png", managed=True),
    Technology("adyen", "Adyen", ("external",), "saas/payment/adyen.png", managed=True),
    Technology("twilio", "Twilio", ("external",), "saas/communication/twilio.png", managed=True),
    Technology(
        "sendgrid", "SendGrid", ("external",), "azure/integration/sendgrid-accounts.png", managed=True
    ),
    Technology(
        "ses", "Amazon SES", ("external",), "aws/engagement/simple-email-service-ses.png", managed=True
    ),
    Technology("auth0", "Auth0", ("external",), "saas/identity/auth0.png", managed=True),
    Technology("okta", "Okta", ("external",), "saas/identity/okta.png", managed=True),
    Technology("cognito", "Amazon Cognito", ("external",), "aws/security/cognito.png", managed=True),
    Technology(
        "fcm",
        "Firebase Cloud Messaging",
        ("external",),
        "firebase/grow/messaging.png",
        managed=True,
        aliases=("firebase-messaging",),
    ),
    Technology("apns", "Apple Push Notification service", ("external",), "generic/os/ios.png", managed=True),
    Technology("slack", "Slack", ("external",), "saas/chat/slack.png", managed=True),
    Technology("github", "GitHub", ("external",), "onprem/vcs/github.png", managed=True),
    Technology("pagerduty", "PagerDuty", ("external",), "saas/alerting/pagerduty.png", managed=True),
)

_EDGE = (
    Technology(
        "route53",
        "Amazon Route 53",
        ("dns",),
        "aws/network/route-53.png",
        managed=True,
        aliases=("route-53",),
    ),
    Technology("cloud-dns", "Google Cloud DNS", ("dns",), "gcp/network/dns.png", managed=True),
    Technology("azure-dns", "Azure DNS", ("dns",), "azure/network/dns-zones.png", managed=True),
    Technology("coredns", "CoreDNS", ("dns",), "onprem/dns/coredns.png"),
    Technology("bind", "BIND 9", ("dns",), "onprem/network/bind-9.png", aliases=("bind9",)),
    Technology("powerdns", "PowerDNS", ("dns",), "onprem/dns/powerdns.png"),
    Technology("cloudfront", "Amazon CloudFront", ("cdn",), "aws/network/cloudfront.png", managed=True),
    Technology(
        "cloudflare",
        "Cloudflare",
        ("cdn", "dns", "gateway", "balancer", "function"),
        "saas/cdn/cloudflare.png",
        managed=True,
    ),
    Technology("fastly", "Fastly", ("cdn",), "saas/cdn/fastly.png", managed=True),
    Technology("akamai", "Akamai", ("cdn", "dns"), "saas/cdn/akamai.png", managed=True),
    Technology("cloud-cdn", "Google Cloud CDN", ("cdn",), "gcp/network/cdn.png", managed=True),
    Technology(
        "front-door",
        "Azure Front Door",
        ("cdn", "gateway", "balancer"),
        "azure/network/front-doors.png",
        managed=True,
    ),
    Technology("varnish", "Varnish", ("cache", "cdn"), "oci/storage/elastic-performance.png"),
    Technology(
        "nginx",
        "NGINX",
        (*PROXY, "cache", "cdn", "service"),
        "onprem/network/nginx.png",
        defaults=(
            Default(
                "capacity",
                "40k/s",
                "NGINX, Testing the Performance of NGINX Web Servers",
                2017,
                "https per core, 1 KB static files",
            ),
            _HOP,
        ),
    ),
    Technology("envoy", "Envoy", PROXY, "onprem/network/envoy.png", defaults=(_HOP,)),
    Technology("haproxy", "HAProxy", PROXY, "onprem/network/haproxy.png", defaults=(_HOP,)),
    Technology("traefik", "Traefik", PROXY, "onprem/network/traefik.png", defaults=(_HOP,)),
    Technology("caddy", "Caddy", (*PROXY, "service"), "onprem/network/caddy.png", defaults=(_HOP,)),
    Technology(
        "apache",
        "Apache HTTP Server",
        (*PROXY, "service"),
        "onprem/network/apache.png",
        aliases=("httpd",),
        defaults=(_HOP,),
    ),
    Technology("kong", "Kong", ("gateway",), "onprem/network/kong.png"),
    Technology("tyk", "Tyk", ("gateway",), "onprem/network/tyk.png"),
    Technology("istio", "Istio", PROXY, "onprem/network/istio.png"),
    Technology("linkerd", "Linkerd", PROXY, "onprem/network/linkerd.png"),
    Technology(
        "alb",
        "Application Load Balancer",
        PROXY,
        "aws/network/elb-application-load-balancer.png",
        managed=True,
    ),
    Technology(
        "nlb",
        "Network Load Balancer",
        ("balancer",),
        "aws/network/elb-network-load-balancer.png",
        managed=True,
    ),
    Technology(
        "elb", "Elastic Load Balancing", ("balancer",), "aws/network/elastic-load-balancing.png", managed=True
    ),
    Technology(
        "global-accelerator",
        "AWS Global Accelerator",
        ("balancer",),
        "aws/network/global-accelerator.png",
        managed=True,
    ),
    Technology(
        "cloud-load-balancing",
        "Google Cloud Load Balancing",
        ("balancer",),
        "gcp/network/load-balancing.png",
        managed=True,
        aliases=("gclb",),
    ),
    Technology(
        "azure-load-balancer",
        "Azure Load Balancer",
        ("balancer",),
        "azure/network/load-balancers.png",
        managed=True,
    ),
    Technology(
        "application-gateway",
        "Azure Application Gateway",
        PROXY,
        "azure/network/application-gateway.png",
        managed=True,
    ),
    Technology(
        "api-gateway",
        "Amazon API Gateway",
        ("gateway",),
        "aws/network/api-gateway.png",
        managed=True,
        aliases=("apigateway",),
    ),
    Technology("appsync", "AWS AppSync", ("gateway",), "aws/integration/appsync.png", managed=True),
    Technology(
        "api-management",
        "Azure API Management",
        ("gateway",),
        "azure/integration/api-management.png",
        managed=True,
    ),
    Technology("graphql", "GraphQL", ("gateway", "service"), "programming/framework/graphql.png"),
)

_COMPUTE = (
    Technology("python", "Python", RUNTIME, "programming/language/python.png"),
    Technology("go", "Go", RUNTIME, "programming/language/go.png", aliases=("golang",)),
    Technology("java", "Java", RUNTIME, "programming/language/java.png", aliases=("jvm",)),
    Technology("node", "Node.js", RUNTIME, "programming/language/nodejs.png", aliases=("nodejs",)),
    Technology("typescript", "TypeScript", RUNTIME, "programming/language/typescript.png"),
    Technology("javascript", "JavaScript", RUNTIME, "programming/language/javascript.png"),
    Technology("kotlin", "Kotlin", RUNTIME, "programming/language/kotlin.png"),
    Technology("scala", "Scala", RUNTIME, "programming/language/scala.png"),
    Technology("rust", "Rust", RUNTIME, "programming/language/rust.png"),
    Technology("cpp", "C++", RUNTIME, "programming/language/cpp.png"),
    Technology("csharp", "C#", RUNTIME, "programming/language/csharp.png"),
    Technology("dotnet", ".NET", RUNTIME, "programming/framework/dotnet.png"),
    Technology("ruby", "Ruby", RUNTIME, "programming/language/ruby.png"),
    Technology("php", "PHP", RUNTIME, "programming/language/php.png"),
    Technology("elixir", "Elixir", RUNTIME, "programming/language/elixir.png"),
    Technology("erlang", "Erlang", RUNTIME, "programming/language/erlang.png"),
    Technology("spring", "Spring", FRAMEWORK, "programming/framework/spring.png", aliases=("spring-boot",)),
    Technology("django", "Django", FRAMEWORK, "programming/framework/django.png"),
    Technology("flask", "Flask", FRAMEWORK, "programming/framework/flask.png"),
    Technology("fastapi", "FastAPI", FRAMEWORK, "programming/framework/fastapi.png"),
    Technology("rails", "Ruby on Rails", FRAMEWORK, "programming/framework/rails.png"),
    Technology("laravel", "Laravel", FRAMEWORK, "programming/framework/laravel.png"),
    Technology("phoenix", "Phoenix", FRAMEWORK, "programming/framework/phoenix.png"),
    Technology("celery", "Celery", ("worker", "scheduler"), "onprem/queue/celery.png"),
    Technology("kubernetes", "Kubernetes", (*PLATFORM, "gateway"), "k8s/k8s.png", aliases=("k8s",)),
    Technology("docker", "Docker", PLATFORM, "onprem/container/docker.png"),
    Technology("nomad", "Nomad", PLATFORM, "onprem/compute/nomad.png"),
    Technology("ec2", "Amazon EC2", PLATFORM, "aws/compute/ec2.png"),
    Technology("ecs", "Amazon ECS", PLATFORM, "aws/compute/elastic-container-service.png"),
    Technology("eks", "Amazon EKS", PLATFORM, "aws/compute/elastic-kubernetes-service.png"),
    Technology("fargate", "AWS Fargate", PLATFORM, "aws/compute/fargate.png"),
    Technology("gke", "Google Kubernetes Engine", PLATFORM, "gcp/compute/kubernetes-engine.png"),
    Technology(
        "compute-engine",
        "Google Compute Engine",
        PLATFORM,
        "gcp/compute/compute-engine.png",
        aliases=("gce",),
    ),
    Technology("aks", "Azure Kubernetes Service", PLATFORM, "azure/compute/kubernetes-services.png"),
    Technology(
        "app-engine", "Google App Engine", ("service", "worker"), "gcp/compute/app-engine.png", managed=True
    ),
    Technology(
        "cloud-run",
        "Google Cloud Run",
        ("service", "function", "worker"),
        "gcp/compute/run.png",
        managed=True,
    ),
    Technology(
        "lambda", "AWS Lambda", ("function", "service", "worker"), "aws/compute/lambda.png", managed=True
    ),
    Technology(
        "cloud-functions",
        "Google Cloud Functions",
        ("function", "worker"),
        "gcp/compute/functions.png",
        managed=True,
    ),
    Technology(
        "azure-functions",
        "Azure Functions",
        ("function", "worker"),
        "azure/compute/function-apps.png",
        managed=True,
    ),
    Technology(
        "step-functions",
        "AWS Step Functions",
        ("scheduler", "service", "worker"),
        "aws/integration/step-functions.png",
        managed=True,
    ),
    Technology(
        "vercel", "Vercel", ("service", "function", "cdn"), "programming/framework/vercel.png", managed=True
    ),
    Technology("airflow", "Apache Airflow", ("scheduler", "worker"), "onprem/workflow/airflow.png"),
    Technology("cron", "cron", ("scheduler",), "azure/general/scheduler.png"),
    Technology(
        "cloud-scheduler",
        "Google Cloud Scheduler",
        ("scheduler",),
        "gcp/devtools/scheduler.png",
        managed=True,
    ),
    Technology(
        "eventbridge-scheduler",
        "Amazon EventBridge Scheduler",
        ("scheduler",),
        "aws/integration/eventbridge-scheduler.png",
        managed=True,
    ),
    Technology("flink", "Apache Flink", ("worker",), "onprem/analytics/flink.png"),
    Technology("spark", "Apache Spark", ("worker", "warehouse"), "onprem/analytics/spark.png"),
    Technology("beam", "Apache Beam", ("worker",), "onprem/analytics/beam.png"),
    Technology("dataflow", "Google Cloud Dataflow", ("worker",), "gcp/analytics/dataflow.png", managed=True),
)

TECHNOLOGIES: tuple[Technology, ...] = (
    *_CLIENTS,
    *_OUTSIDE,
    *_EDGE,
    *_COMPUTE,
    *STORES,
    *CHANNELS,
    *TELEMETRY,
)
