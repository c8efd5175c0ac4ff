{{- define "everynode.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of the objects. Helm takes 53 letters for a release. */}}
{{- define "everynode.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 53 | trimSuffix "-" -}}
{{- else if contains (include "everynode.name" .) .Release.Name -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "everynode.name" .) | trunc 53 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The name of what is of the whole cluster: two releases of one name in two namespaces are two. */}}
{{- define "everynode.clusterName" -}}
{{- printf "%s-%s" .Release.Namespace (include "everynode.fullname" .) -}}
{{- end -}}

{{/* What never changes over the life of a release: a Deployment's selector is immutable, so neither a version nor what
nameOverride makes of the name stands in it. */}}
{{- define "everynode.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "everynode.labels" -}}
{{ include "everynode.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "everynode.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "everynode.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name: name the service account that there is, or say serviceAccount.create=true" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* An image of one's own registry, by digest where one is named. */}}
{{- define "everynode.image" -}}
{{- $registry := .Values.image.registry -}}
{{- $name := .Values.image.repository -}}
{{- if $registry }}{{ $name = printf "%s/%s" $registry $name }}{{ end -}}
{{- if .Values.image.digest -}}
{{ $name }}@{{ .Values.image.digest }}
{{- else -}}
{{ $name }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "everynode.host" -}}
{{- if .Values.publicUrl -}}
{{- (urlParse .Values.publicUrl).host | splitList ":" | first -}}
{{- end -}}
{{- end -}}

{{/* The path below which the console is served; `/` where it has its host for itself. */}}
{{- define "everynode.path" -}}
{{- $path := "" -}}
{{- if .Values.publicUrl -}}{{- $path = (urlParse .Values.publicUrl).path | trimSuffix "/" -}}{{- end -}}
{{- default "/" $path -}}
{{- end -}}

{{/* What must outlive another name (`nameOverride`): its names are made of the release's alone. */}}
{{- define "everynode.keptName" -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{- end -}}

{{- define "everynode.secretName" -}}
{{- default (printf "%s-keys" (include "everynode.keptName" .)) .Values.keys.existingSecret -}}
{{- end -}}

{{/* How people reach the cluster that the console runs in: as `settings.cluster_access` says of it, where that names it first, else
as all. */}}
{{- define "everynode.accessHere" -}}
{{- $way := .Values.access -}}
{{- range reverse (default list .Values.settings.cluster_access) -}}
{{- if hasPrefix "in-cluster=" . -}}{{- $way = trimPrefix "in-cluster=" . -}}{{- end -}}
{{- end -}}
{{- $way -}}
{{- end -}}

{{/* What contradicts itself, said before anything is rendered. */}}
{{- define "everynode.check" -}}
{{- $postgres := .Values.database.existingSecret -}}
{{- if and $postgres .Values.database.sqlite.enabled -}}
{{- fail "database: either existingSecret (PostgreSQL) or sqlite.enabled, not both" -}}
{{- end -}}
{{- if not (or $postgres .Values.database.sqlite.enabled) -}}
{{- fail "database.existingSecret: name the Secret that holds the URL of a PostgreSQL database (key `url`), or say database.sqlite.enabled=true and replicas=1 for one console that keeps a file" -}}
{{- end -}}
{{- if and .Values.database.sqlite.enabled (gt (int .Values.replicas) 1) -}}
{{- fail (printf "replicas: %d consoles cannot share SQLite, whose file lies on one node and takes one writer; say replicas=1, or give database.existingSecret with the URL of a PostgreSQL database" (int .Values.replicas)) -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.publicUrl) -}}
{{- fail "publicUrl: an Ingress needs the address that people type, such as https://console.example.com" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.publicUrl) -}}
{{- fail "publicUrl: an HTTPRoute needs the address that people type, such as https://console.example.com" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs: name the Gateway" -}}
{{- end -}}
{{- if and (eq (include "everynode.accessHere" .) "impersonate") .Values.namespaces -}}
{{- fail "access: impersonating users is a right over the whole cluster, which `namespaces` rules out; use pass-through" -}}
{{- end -}}
{{- end -}}
