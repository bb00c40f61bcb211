# Keycloak as docker-compose.yml expects it: the distribution of its makers, which builds itself for its database once.
ARG JAVA_IMAGE
FROM ${JAVA_IMAGE}
COPY --chown=1000:0 server /opt/keycloak
RUN mkdir -p /opt/keycloak/data/import \
    && /opt/keycloak/bin/kc.sh build --db=postgres --health-enabled=true \
    && chown -R 1000:0 /opt/keycloak && chmod -R g+rwX /opt/keycloak
USER 1000
ENV HOME=/opt/keycloak
ENTRYPOINT ["/opt/keycloak/bin/kc.sh"]
