# OPA as docker-compose.yml expects it: the program that the tests run.
ARG PYTHON_IMAGE
FROM ${PYTHON_IMAGE}
COPY opa /opa
USER 1000:1000
ENTRYPOINT ["/opa"]
