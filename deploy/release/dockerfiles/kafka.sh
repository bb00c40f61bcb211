#!/bin/sh
# As the image of Apache Kafka starts: variables KAFKA_… become server.properties, the folder is formatted once, and the
# broker takes over.
set -eu
run() { java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '/opt/kafka/libs/*' "$@"; }
said=$(run kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
    --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1) || {
    case "$said" in *"already formatted"*) ;; *) echo "$said" >&2; exit 1 ;; esac
}
# shellcheck disable=SC2086 - several flags in one variable, as Kafka documents it
exec java $KAFKA_HEAP_OPTS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dlog4j2.configurationFile=/opt/kafka/config/log4j2.yaml \
    -cp '/opt/kafka/libs/*' kafka.Kafka /opt/kafka/config/server.properties
