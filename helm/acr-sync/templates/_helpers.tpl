{{- define "acr-sync.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of everything. 50 characters leave room for the longest suffix within the 63 of a label. */}}
{{- define "acr-sync.fullname" -}}
{{- $name := include "acr-sync.name" . -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "acr-sync.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "acr-sync.instance" -}}
app.kubernetes.io/name: {{ include "acr-sync.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Selects the pods of the service, and not those of the test. Never to be changed: a Deployment's selector cannot be. */}}
{{- define "acr-sync.selector" -}}
{{ include "acr-sync.instance" . }}
app.kubernetes.io/component: service
{{- end -}}

{{- define "acr-sync.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "acr-sync.instance" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "acr-sync.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "acr-sync.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "acr-sync.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "acr-sync.claim" -}}
{{- default (printf "%s-data" (include "acr-sync.fullname" .)) .Values.persistence.existingClaim -}}
{{- end -}}

{{- define "acr-sync.secretProviderClass" -}}
{{- if .Values.secrets.secretProviderClass -}}
{{- .Values.secrets.secretProviderClass -}}
{{- else if .Values.secrets.keyVault.name -}}
{{- include "acr-sync.fullname" . -}}
{{- end -}}
{{- end -}}

{{/* The configuration as lines of key=value, however it is nested. */}}
{{- define "acr-sync.flat" -}}
{{- $prefix := .prefix -}}
{{- range $key, $value := .map -}}
{{- if kindIs "map" $value -}}
{{- include "acr-sync.flat" (dict "prefix" (printf "%s%s." $prefix $key) "map" $value) -}}
{{- else -}}
{{- printf "%s%s=%v\n" $prefix $key $value -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The value of a key of the configuration, or nothing. */}}
{{- define "acr-sync.setting" -}}
{{- $flat := include "acr-sync.flat" (dict "prefix" "" "map" .root.Values.config) -}}
{{- regexFind (printf "(?m)^%s=.*$" (replace "." "\\." .key)) $flat | trimPrefix (printf "%s=" .key) -}}
{{- end -}}

{{- define "acr-sync.database" -}}
{{- include "acr-sync.setting" (dict "root" . "key" "spring.datasource.url") | default "jdbc:sqlite:/data/acr-sync.db" -}}
{{- end -}}

{{/* Not empty where the ledger is a PostgreSQL. */}}
{{- define "acr-sync.postgresql" -}}
{{- if hasPrefix "jdbc:postgresql:" (include "acr-sync.database" .) -}}yes{{- end -}}
{{- end -}}

{{- define "acr-sync.application" -}}
{{ toYaml .Values.config }}
{{- end -}}

{{/* Where the certificates of further authorities are, or nothing. */}}
{{- define "acr-sync.trusted" -}}
{{- if contains "-----BEGIN" .Values.trustedCertificates -}}
/etc/acr-sync/trusted-certificates.pem
{{- else if .Values.trustedCertificates -}}
/etc/trusted-certificates
{{- end -}}
{{- end -}}

{{/* What the ConfigMap of the configuration holds. */}}
{{- define "acr-sync.configuration" -}}
application.yaml: |
  {{- include "acr-sync.application" . | nindent 2 }}
{{- if hasSuffix ".pem" (include "acr-sync.trusted" .) }}
trusted-certificates.pem: |
  {{- .Values.trustedCertificates | trim | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What their containers have in common. */}}
{{- define "acr-sync.container" -}}
image: {{ include "acr-sync.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
env:
  # An image may set these two for those who start it by hand, and a variable wins over a file.
  - name: SPRING_DATASOURCE_URL
    value: {{ include "acr-sync.database" . | quote }}
  - name: LOGGING_STRUCTURED_FORMAT_CONSOLE
    value: {{ include "acr-sync.setting" (dict "root" . "key" "logging.structured.format.console") | default "ecs" | quote }}
  - name: SPRING_CONFIG_ADDITIONAL_LOCATION
    value: file:/etc/acr-sync/
  {{- $mounted := list }}
  {{- if .Values.secrets.existing }}{{ $mounted = append $mounted "configtree:/run/secrets/acr-sync/" }}{{ end }}
  {{- if include "acr-sync.secretProviderClass" . }}{{ $mounted = append $mounted "configtree:/run/secrets/key-vault/" }}{{ end }}
  {{- if $mounted }}
  - name: SPRING_CONFIG_IMPORT
    value: {{ join "," $mounted }}
  {{- end }}
  {{- with include "acr-sync.trusted" . }}
  - name: ACR_SYNC_TRUSTED_CERTIFICATES
    value: {{ . }}
  {{- end }}
  {{- with .Values.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .Values.envFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
volumeMounts:
  - name: config
    mountPath: /etc/acr-sync
    readOnly: true
  - name: tmp
    mountPath: /tmp
  - name: data
    mountPath: /data
  {{- if .Values.secrets.existing }}
  - name: secrets
    mountPath: /run/secrets/acr-sync
    readOnly: true
  {{- end }}
  {{- if include "acr-sync.secretProviderClass" . }}
  - name: key-vault
    mountPath: /run/secrets/key-vault
    readOnly: true
  {{- end }}
  {{- if eq (include "acr-sync.trusted" .) "/etc/trusted-certificates" }}
  - name: trusted-certificates
    mountPath: /etc/trusted-certificates
    readOnly: true
  {{- end }}
  {{- with .Values.volumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "acr-sync.volumes" -}}
- name: config
  configMap:
    name: {{ include "acr-sync.fullname" . }}
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
{{- with .Values.secrets.existing }}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      {{- range . }}
      - secret:
          name: {{ . }}
      {{- end }}
{{- end }}
{{- if eq (include "acr-sync.trusted" .) "/etc/trusted-certificates" }}
- name: trusted-certificates
  configMap:
    name: {{ .Values.trustedCertificates }}
{{- end }}
{{- with include "acr-sync.secretProviderClass" . }}
- name: key-vault
  csi:
    driver: secrets-store.csi.k8s.io
    readOnly: true
    volumeAttributes:
      secretProviderClass: {{ . }}
{{- end }}
{{- with .Values.volumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What the pods of the service and of its doctor have in common. */}}
{{- define "acr-sync.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- $context := dict "runAsNonRoot" true "runAsUser" .Values.user "runAsGroup" .Values.user "fsGroup" .Values.user }}
{{- $context = merge $context (dict "fsGroupChangePolicy" "OnRootMismatch" "seccompProfile" (dict "type" "RuntimeDefault")) }}
securityContext:
  {{- toYaml (mergeOverwrite $context (deepCopy .Values.podSecurityContext)) | nindent 2 }}
{{- with .Values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.dnsPolicy }}
dnsPolicy: {{ . }}
{{- end }}
{{- with .Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{- define "acr-sync.podLabels" -}}
{{ include "acr-sync.labels" . }}
{{- if .Values.workloadIdentity.clientId }}
azure.workload.identity/use: "true"
{{- end }}
{{- with .Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* How Spring Boot compares names: without case, dashes and underscores. */}}
{{- define "acr-sync.canonical" -}}
{{- regexReplaceAll "[-_]" (lower .) "" -}}
{{- end -}}

{{/* The one of several names that has most pairs of letters in common with a wrong one. */}}
{{- define "acr-sync.nearest" -}}
{{- $nearest := "" -}}
{{- $most := 0 -}}
{{- $wrong := .wrong -}}
{{- range $name := .names -}}
{{- $common := 0 -}}
{{- range $at := until (int (sub (len $wrong) 1)) -}}
{{- if contains (substr $at (int (add $at 2)) $wrong) $name -}}{{- $common = add $common 1 -}}{{- end -}}
{{- end -}}
{{- $share := div (mul 200 $common) (add (len $wrong) (len $name)) -}}
{{- if gt $share $most -}}
{{- $most = $share -}}
{{- $nearest = $name -}}
{{- end -}}
{{- end -}}
{{- $nearest -}}
{{- end -}}

{{/* A line for each key of a value that its schema does not know. */}}
{{- define "acr-sync.unknown" -}}
{{- $path := .path -}}
{{- $schema := .schema -}}
{{- if kindIs "slice" .value -}}
{{- range $at, $element := .value -}}
{{- include "acr-sync.unknown" (dict "path" (printf "%s[%d]" $path $at) "value" $element "schema" $schema.items) -}}
{{- end -}}
{{- else if and (kindIs "map" .value) $schema.items -}}
{{- range $at, $element := .value -}}
{{- include "acr-sync.unknown" (dict "path" (printf "%s.%s" $path $at) "value" $element "schema" $schema.items) -}}
{{- end -}}
{{- else if kindIs "map" .value -}}
{{- range $key, $value := .value -}}
{{- $parts := regexSplit "[.]" $key 2 -}}
{{- if eq (len $parts) 2 -}}{{- $value = dict (last $parts) $value -}}{{- end -}}
{{- $element := regexMatch "\\[[0-9]+\\]$" (first $parts) -}}
{{- $name := regexReplaceAll "\\[[0-9]+\\]$" (first $parts) "" -}}
{{- $below := $schema.additionalProperties -}}
{{- range $known, $property := $schema.properties -}}
{{- if eq (include "acr-sync.canonical" $known) (include "acr-sync.canonical" $name) -}}{{- $below = $property -}}{{- end -}}
{{- end -}}
{{- if $below -}}
{{- if $element -}}{{- $below = $below.items -}}{{- end -}}
{{- include "acr-sync.unknown" (dict "path" (printf "%s.%s" $path (first $parts)) "value" $value "schema" $below) -}}
{{- else -}}
{{- $nearest := include "acr-sync.nearest" (dict "wrong" $name "names" (keys ($schema.properties | default dict) | sortAlpha)) -}}
{{- printf "%s.%s is no setting.%s\n" $path $name (ternary (printf " Did you mean %s?" $nearest) "" (ne $nearest "")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
