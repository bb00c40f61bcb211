{{- define "hallpass.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "hallpass.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}

{{- /* What finds a pod again: it must not change between releases. */ -}}
{{- define "hallpass.selector" -}}
app.kubernetes.io/name: hallpass
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "hallpass.labels" -}}
{{ include "hallpass.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- /* Of every pod: nobody's account, the image's user, secrets readable by the pod's group alone. No service links: they
are variables such as HALLPASS_GATEWAY_PORT, which would be taken for settings. */ -}}
{{- define "hallpass.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- end -}}

{{- /* Of every container. */ -}}
{{- define "hallpass.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{- define "hallpass.suite" -}}
image: {{ include "hallpass.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{ include "hallpass.container" . }}
{{- end -}}

{{- /* Replicas on different nodes, and in different zones, where there are such. Takes root and the pods' labels. */ -}}
{{- define "hallpass.spread" -}}
topologySpreadConstraints:
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector: {matchLabels: {{ toJson $.labels }}}
{{- end }}
{{- end -}}

{{- /* The variables of one or more groups of `settings`. Takes root and groups, and what wins over them as given. */ -}}
{{- define "hallpass.settings" -}}
{{- $given := .given | default dict }}
{{- range $group := .groups }}
{{- range $name, $value := index $.root.Values.settings $group }}
- {name: {{ $name }}, value: {{ get $given $name | default $value | quote }}}
{{- end }}
{{- end }}
{{- end -}}

{{- /* An authority of your own vouches for Keycloak: for those who read its keys or administer it. */ -}}
{{- define "hallpass.authority" -}}
{{- if .Values.identity.authorityConfigMap }}
- {name: SSL_CERT_FILE, value: /run/hallpass/authority/ca.crt}
- {name: REQUESTS_CA_BUNDLE, value: /run/hallpass/authority/ca.crt}
{{- end }}
{{- end -}}

{{- define "hallpass.authorityMount" -}}
{{- if .Values.identity.authorityConfigMap }}
- {name: authority, mountPath: /run/hallpass/authority, readOnly: true}
{{- end }}
{{- end -}}

{{- define "hallpass.authorityVolume" -}}
{{- with .Values.identity.authorityConfigMap }}
- {name: authority, configMap: {name: {{ . }}}}
{{- end }}
{{- end -}}

{{- define "hallpass.database" -}}
- {name: HALLPASS_DATABASE_URL, value: {{ .Values.database.url | quote }}}
- {name: HALLPASS_PASSWORDS, value: /run/hallpass/passwords}
- {name: HALLPASS_DATABASE_TLS, value: {{ .Values.database.tls }}}
{{- if .Values.secrets.databaseTls }}
- {name: HALLPASS_DATABASE_CA_FILE, value: /run/hallpass/database/ca.crt}
{{- end }}
{{- end -}}

{{- define "hallpass.databaseMount" -}}
{{- if .Values.secrets.databaseTls }}
- {name: database, mountPath: /run/hallpass/database, readOnly: true}
{{- end }}
{{- end -}}

{{- define "hallpass.databaseFiles" -}}
{{- with .Values.secrets.databaseTls }}
{{ include "hallpass.files" (dict "name" "database" "secret" . "files" (list "ca.crt")) }}
{{- end }}
{{- end -}}

{{- define "hallpass.kafka" -}}
- {name: HALLPASS_KAFKA_BOOTSTRAP, value: {{ .Values.kafka.bootstrap | quote }}}
{{- include "hallpass.settings" (dict "root" . "groups" (list "kafka")) }}
{{- with .Values.secrets.kafka }}
- {name: HALLPASS_KAFKA_SASL_USERNAME, valueFrom: {secretKeyRef: {name: {{ . }}, key: username}}}
- {name: HALLPASS_KAFKA_SASL_PASSWORD, valueFrom: {secretKeyRef: {name: {{ . }}, key: password}}}
{{- end }}
{{- if .Values.secrets.kafkaTls }}
- {name: HALLPASS_KAFKA_SSL_CAFILE, value: /run/hallpass/kafka/ca.crt}
{{- if .Values.kafka.clientCertificate }}
- {name: HALLPASS_KAFKA_SSL_CERTFILE, value: /run/hallpass/kafka/tls.crt}
- {name: HALLPASS_KAFKA_SSL_KEYFILE, value: /run/hallpass/kafka/tls.key}
{{- end }}
{{- end }}
{{- end -}}

{{- define "hallpass.issuers" -}}
- {name: HALLPASS_IDENTITY_ISSUERS, value: {{ toJson .Values.identity.issuers | quote }}}
{{- include "hallpass.settings" (dict "root" . "groups" (list "identity")) }}
{{- end -}}

{{- /* Volumes: chosen files of a secret, as only this process may have them. Takes name, secret and files. */ -}}
{{- define "hallpass.files" -}}
- name: {{ .name }}
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items:
    {{- range .files }}
      - {key: {{ . }}, path: {{ . }}}
    {{- end }}
{{- end -}}

{{- define "hallpass.kafkaFiles" -}}
{{- if .Values.secrets.kafkaTls }}
{{ include "hallpass.files" (dict "name" "kafka" "secret" .Values.secrets.kafkaTls "files" (ternary (list "ca.crt" "tls.crt" "tls.key") (list "ca.crt") .Values.kafka.clientCertificate)) }}
{{- end }}
{{- end -}}

{{- /* From the end of readiness to the end of the gateway: others look elsewhere, then the longest answer comes. */ -}}
{{- define "hallpass.gatewaySeconds" -}}
{{- add 15 (.Values.settings.gateway.HALLPASS_GATEWAY_TIMEOUT | int) -}}
{{- end -}}

{{- /* A little more than it takes to leave, to finish what is under way, and to let a handler end. */ -}}
{{- define "hallpass.graceSeconds" -}}
{{- $leave := .Values.settings.serve.HALLPASS_LEAVE_SECONDS | float64 | ceil -}}
{{- $grace := .Values.settings.serve.HALLPASS_GRACE_SECONDS | float64 | ceil -}}
{{- $drain := .Values.settings.kafka.HALLPASS_KAFKA_DRAIN | float64 | ceil -}}
{{- addf $leave $grace $drain 10 | int -}}
{{- end -}}
