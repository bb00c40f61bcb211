# Envoy as docker-compose.yml expects it: the program of a package.
ARG PYTHON_IMAGE
FROM ${PYTHON_IMAGE}
COPY envoy /usr/local/bin/envoy
