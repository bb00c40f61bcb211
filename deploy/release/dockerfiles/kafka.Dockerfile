# Apache Kafka as docker-compose.yml expects it: the jars of its makers, and the program that their image starts with.
ARG JAVA_IMAGE
FROM ${JAVA_IMAGE}
COPY jars /opt/kafka/libs
COPY kafka.sh /opt/kafka/start
RUN mkdir -p /opt/kafka/config /etc/kafka/docker /mnt/shared/config /var/lib/kafka/data \
    && touch /etc/kafka/docker/server.properties \
    && printf '%s\n' 'Configuration:' '  Appenders: {Console: {name: STDOUT, PatternLayout: {pattern: "%d %p %m%n"}}}' \
        '  Loggers: {Root: {level: WARN, AppenderRef: {ref: STDOUT}}}' \
        | tee /etc/kafka/docker/log4j2.yaml >/etc/kafka/docker/tools-log4j2.yaml \
    && chown -R 1000 /opt/kafka/config /var/lib/kafka
USER 1000
CMD ["/bin/sh", "/opt/kafka/start"]
