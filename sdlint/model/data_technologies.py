"""The technologies that keep, carry and watch data: stores, channels and telemetry. See `technologies`."""

from __future__ import annotations

from sdlint.model.catalogue import WRITE_TIME, Default, Technology

SINK = ("telemetry",)
"""Where metrics, logs and traces go; no kind of component."""

STORES: tuple[Technology, ...] = (
    Technology(
        "redis",
        "Redis",
        ("cache", "database", "queue", "stream", "search"),
        "onprem/inmemory/redis.png",
        defaults=(
            Default(
                "capacity",
                "100k/s",
                "Redis documentation, redis-benchmark",
                2011,
                "per instance, tiny values; published runs say 81k/s to 146k/s",
            ),
            Default(
                "time",
                "0.5ms",
                "Redis documentation, redis-benchmark",
                2011,
                "tiny values, many callers at once",
            ),
        ),
    ),
    Technology(
        "valkey", "Valkey", ("cache", "database", "queue", "stream"), "oci/storage/elastic-performance.png"
    ),
    Technology("memcached", "Memcached", ("cache",), "onprem/inmemory/memcached.png"),
    Technology("hazelcast", "Hazelcast", ("cache", "database"), "onprem/inmemory/hazelcast.png"),
    Technology("aerospike", "Aerospike", ("cache", "database"), "onprem/inmemory/aerospike.png"),
    Technology("elasticache", "Amazon ElastiCache", ("cache", "database"), "aws/database/elasticache.png"),
    Technology("dax", "DynamoDB Accelerator", ("cache",), "aws/database/dynamodb-dax.png"),
    Technology(
        "memorystore", "Google Cloud Memorystore", ("cache", "database"), "gcp/database/memorystore.png"
    ),
    Technology(
        "azure-cache", "Azure Cache for Redis", ("cache", "database"), "azure/database/cache-for-redis.png"
    ),
    Technology(
        "postgres",
        "PostgreSQL",
        ("database", "search", "queue"),
        "onprem/database/postgresql.png",
        aliases=("postgresql", "pg"),
        defaults=(
            Default(
                "capacity",
                "4.7k/s",
                "PostgresBench",
                2026,
                "writes at saturation on 4 vCPU; 7.5k/s on 16, 28k/s on local NVMe",
            ),
        ),
    ),
    Technology("mysql", "MySQL", ("database",), "onprem/database/mysql.png"),
    Technology("mariadb", "MariaDB", ("database",), "onprem/database/mariadb.png"),
    Technology(
        "sqlserver",
        "SQL Server",
        ("database", "warehouse"),
        "onprem/database/mssql.png",
        aliases=("mssql", "sql-server"),
    ),
    Technology("oracle", "Oracle Database", ("database", "warehouse"), "onprem/database/oracle.png"),
    Technology("sqlite", "SQLite", ("database",), "aws/general/generic-database.png"),
    Technology(
        "cockroachdb", "CockroachDB", ("database",), "onprem/database/cockroachdb.png", aliases=("cockroach",)
    ),
    Technology("vitess", "Vitess", ("database",), "aws/general/generic-database.png"),
    Technology("tidb", "TiDB", ("database",), "aws/general/generic-database.png"),
    Technology("rds", "Amazon RDS", ("database",), "aws/database/rds.png"),
    Technology("aurora", "Amazon Aurora", ("database",), "aws/database/aurora.png"),
    Technology("cloud-sql", "Google Cloud SQL", ("database",), "gcp/database/sql.png", aliases=("cloudsql",)),
    Technology("azure-sql", "Azure SQL Database", ("database",), "azure/database/sql-databases.png"),
    Technology("spanner", "Google Cloud Spanner", ("database",), "gcp/database/spanner.png", managed=True),
    Technology("cassandra", "Apache Cassandra", ("database",), "onprem/database/cassandra.png"),
    Technology("scylla", "ScyllaDB", ("database",), "onprem/database/scylla.png", aliases=("scylladb",)),
    Technology("hbase", "Apache HBase", ("database",), "onprem/database/hbase.png"),
    Technology("bigtable", "Google Cloud Bigtable", ("database",), "gcp/database/bigtable.png", managed=True),
    Technology(
        "dynamodb",
        "Amazon DynamoDB",
        ("database",),
        "aws/database/dynamodb.png",
        managed=True,
        aliases=("dynamo",),
    ),
    Technology(
        "keyspaces",
        "Amazon Keyspaces",
        ("database",),
        "aws/database/keyspaces-managed-apache-cassandra-service.png",
        managed=True,
    ),
    Technology(
        "cosmosdb",
        "Azure Cosmos DB",
        ("database",),
        "azure/database/cosmos-db.png",
        managed=True,
        aliases=("cosmos-db", "cosmos"),
    ),
    Technology("firestore", "Firestore", ("database",), "gcp/database/firestore.png", managed=True),
    Technology(
        "mongodb", "MongoDB", ("database", "search"), "onprem/database/mongodb.png", aliases=("mongo",)
    ),
    Technology(
        "documentdb", "Amazon DocumentDB", ("database",), "aws/database/documentdb-mongodb-compatibility.png"
    ),
    Technology("couchbase", "Couchbase", ("database", "cache"), "onprem/database/couchbase.png"),
    Technology("couchdb", "Apache CouchDB", ("database",), "onprem/database/couchdb.png"),
    Technology("neo4j", "Neo4j", ("database",), "onprem/database/neo4j.png"),
    Technology("neptune", "Amazon Neptune", ("database",), "aws/database/neptune.png"),
    Technology("influxdb", "InfluxDB", ("database", "telemetry"), "onprem/database/influxdb.png"),
    Technology("etcd", "etcd", ("database",), "onprem/network/etcd.png"),
    Technology("zookeeper", "Apache ZooKeeper", ("database",), "onprem/network/zookeeper.png"),
    Technology("consul", "Consul", ("database", "dns"), "onprem/network/consul.png"),
    Technology(
        "elasticsearch",
        "Elasticsearch",
        ("search", "database", "telemetry"),
        "elastic/elasticsearch/elasticsearch.png",
        aliases=("elastic",),
    ),
    Technology(
        "opensearch",
        "OpenSearch",
        ("search", "database", "telemetry"),
        "aws/analytics/amazon-opensearch-service.png",
    ),
    Technology("solr", "Apache Solr", ("search",), "onprem/search/solr.png"),
    Technology("qdrant", "Qdrant", ("search", "database"), "onprem/database/qdrant.png"),
    Technology(
        "clickhouse", "ClickHouse", ("warehouse", "database", "telemetry"), "onprem/database/clickhouse.png"
    ),
    Technology("druid", "Apache Druid", ("warehouse", "database"), "onprem/database/druid.png"),
    Technology("duckdb", "DuckDB", ("warehouse", "database"), "onprem/database/duckdb.png"),
    Technology("hive", "Apache Hive", ("warehouse",), "onprem/analytics/hive.png"),
    Technology(
        "hadoop", "Apache Hadoop", ("warehouse", "blobs"), "onprem/analytics/hadoop.png", aliases=("hdfs",)
    ),
    Technology("trino", "Trino", ("warehouse",), "onprem/analytics/trino.png"),
    Technology("snowflake", "Snowflake", ("warehouse",), "saas/analytics/snowflake.png", managed=True),
    Technology("bigquery", "Google BigQuery", ("warehouse",), "gcp/analytics/bigquery.png", managed=True),
    Technology("redshift", "Amazon Redshift", ("warehouse",), "aws/analytics/redshift.png"),
    Technology("athena", "Amazon Athena", ("warehouse",), "aws/analytics/athena.png", managed=True),
    Technology(
        "databricks", "Databricks", ("warehouse", "worker"), "onprem/analytics/databricks.png", managed=True
    ),
    Technology(
        "synapse",
        "Azure Synapse Analytics",
        ("warehouse",),
        "azure/analytics/synapse-analytics.png",
        managed=True,
    ),
    Technology(
        "s3",
        "Amazon S3",
        ("blobs", "warehouse"),
        "aws/storage/simple-storage-service-s3.png",
        managed=True,
        defaults=(
            Default(
                "capacity",
                "5.5k/s",
                "AWS documentation, Optimizing Amazon S3 performance",
                2018,
                "GET per prefix; PUT 3.5k/s",
            ),
            Default("time", "80ms", "napkin-math", 2026, "GET"),
            Default(WRITE_TIME, "200ms", "napkin-math", 2026, "PUT"),
        ),
    ),
    Technology(
        "gcs",
        "Google Cloud Storage",
        ("blobs", "warehouse"),
        "gcp/storage/storage.png",
        managed=True,
        aliases=("cloud-storage",),
    ),
    Technology(
        "azure-blob",
        "Azure Blob Storage",
        ("blobs", "warehouse"),
        "azure/storage/blob-storage.png",
        managed=True,
        aliases=("blob-storage",),
    ),
    Technology("efs", "Amazon EFS", ("blobs",), "aws/storage/elastic-file-system-efs.png", managed=True),
    Technology("minio", "MinIO", ("blobs",), "oci/storage/buckets.png"),
    Technology("ceph", "Ceph", ("blobs",), "onprem/storage/ceph.png"),
    Technology("glusterfs", "GlusterFS", ("blobs",), "onprem/storage/glusterfs.png"),
)

CHANNELS: tuple[Technology, ...] = (
    Technology(
        "kafka",
        "Apache Kafka",
        ("stream", "queue"),
        "onprem/queue/kafka.png",
        defaults=(
            Default(
                "bandwidth",
                "200MB/s",
                "Confluent, Benchmarking Apache Kafka, Pulsar and RabbitMQ",
                2020,
                "per broker; bytes, not messages; p99 5 ms at that load",
            ),
        ),
    ),
    Technology("msk", "Amazon MSK", ("stream", "queue"), "aws/analytics/managed-streaming-for-kafka.png"),
    Technology("pulsar", "Apache Pulsar", ("stream", "queue"), "oci/database/stream.png"),
    Technology(
        "kinesis",
        "Amazon Kinesis Data Streams",
        ("stream",),
        "aws/analytics/kinesis-data-streams.png",
        managed=True,
    ),
    Technology("event-hubs", "Azure Event Hubs", ("stream",), "azure/analytics/event-hubs.png", managed=True),
    Technology(
        "pubsub", "Google Cloud Pub/Sub", ("stream", "queue"), "gcp/analytics/pubsub.png", managed=True
    ),
    Technology(
        "eventbridge",
        "Amazon EventBridge",
        ("queue", "stream", "scheduler"),
        "aws/integration/eventbridge.png",
        managed=True,
    ),
    Technology(
        "sns",
        "Amazon SNS",
        ("queue", "external"),
        "aws/integration/simple-notification-service-sns.png",
        managed=True,
    ),
    Technology("sqs", "Amazon SQS", ("queue",), "aws/integration/simple-queue-service-sqs.png", managed=True),
    Technology(
        "service-bus", "Azure Service Bus", ("queue",), "azure/integration/service-bus.png", managed=True
    ),
    Technology(
        "queue-storage", "Azure Queue Storage", ("queue",), "azure/storage/queues-storage.png", managed=True
    ),
    Technology(
        "cloud-tasks", "Google Cloud Tasks", ("queue", "scheduler"), "gcp/devtools/tasks.png", managed=True
    ),
    Technology("rabbitmq", "RabbitMQ", ("queue", "stream"), "onprem/queue/rabbitmq.png", aliases=("rabbit",)),
    Technology("activemq", "Apache ActiveMQ", ("queue",), "onprem/queue/activemq.png"),
    Technology("nats", "NATS", ("queue", "stream"), "onprem/queue/nats.png"),
    Technology("emqx", "EMQX", ("queue", "gateway"), "onprem/queue/emqx.png"),
)

TELEMETRY: tuple[Technology, ...] = (
    Technology("prometheus", "Prometheus", SINK, "onprem/monitoring/prometheus.png"),
    Technology("grafana", "Grafana", SINK, "onprem/monitoring/grafana.png"),
    Technology("mimir", "Grafana Mimir", SINK, "onprem/monitoring/mimir.png"),
    Technology("thanos", "Thanos", SINK, "onprem/monitoring/thanos.png"),
    Technology("loki", "Grafana Loki", SINK, "onprem/logging/loki.png"),
    Technology("tempo", "Grafana Tempo", SINK, "onprem/tracing/tempo.png"),
    Technology("jaeger", "Jaeger", SINK, "onprem/tracing/jaeger.png"),
    Technology("zipkin", "Zipkin", SINK, "oci/monitoring/telemetry.png"),
    Technology("opentelemetry", "OpenTelemetry", SINK, "oci/monitoring/telemetry.png", aliases=("otel",)),
    Technology("elk", "Elastic Stack", SINK, "elastic/elasticsearch/stack.png"),
    Technology("graylog", "Graylog", SINK, "onprem/logging/graylog.png"),
    Technology("fluentd", "Fluentd", SINK, "onprem/aggregator/fluentd.png"),
    Technology("splunk", "Splunk", SINK, "onprem/monitoring/splunk.png"),
    Technology("zabbix", "Zabbix", SINK, "onprem/monitoring/zabbix.png"),
    Technology("nagios", "Nagios", SINK, "onprem/monitoring/nagios.png"),
    Technology("datadog", "Datadog", SINK, "onprem/monitoring/datadog.png", managed=True),
    Technology(
        "newrelic", "New Relic", SINK, "onprem/monitoring/newrelic.png", managed=True, aliases=("new-relic",)
    ),
    Technology("dynatrace", "Dynatrace", SINK, "onprem/monitoring/dynatrace.png", managed=True),
    Technology("sentry", "Sentry", SINK, "onprem/monitoring/sentry.png", managed=True),
    Technology("cloudwatch", "Amazon CloudWatch", SINK, "aws/management/cloudwatch.png", managed=True),
    Technology(
        "cloud-monitoring",
        "Google Cloud Monitoring",
        SINK,
        "gcp/operations/monitoring.png",
        managed=True,
        aliases=("stackdriver",),
    ),
    Technology("cloud-logging", "Google Cloud Logging", SINK, "gcp/operations/logging.png", managed=True),
    Technology("azure-monitor", "Azure Monitor", SINK, "azure/monitor/monitor.png", managed=True),
    Technology("xray", "AWS X-Ray", SINK, "aws/devtools/x-ray.png", managed=True, aliases=("x-ray",)),
)
