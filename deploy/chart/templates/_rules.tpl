{{/*
What the console may, each rule with its reason. It reads with its own eyes, once for everybody, and shows each person what
that one may see. It writes nothing with these rights. Secrets are not among them: whether one exists and which keys it has
is asked as the person who edits.
*/}}

{{/* What lies in namespaces. */}}
{{- define "everynode.rules.namespaced" -}}
# The list, the pages, the wall. `get`: what came of a write whose answer was lost.
- apiGroups: [apps]
  resources: [daemonsets]
  verbs: [get, list, watch]
# Which pods run where and why others do not; what room they take on the nodes. `get`: as above.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
# What came of a write to a Service beside a DaemonSet, whose answer was lost.
- apiGroups: [""]
  resources: [services]
  verbs: [get]
# Why the controller made no pod, and why a pod does not start: no status says either.
- apiGroups: [""]
  resources: [events]
  verbs: [list, watch]
# What quotas and limits will do to the pods.
- apiGroups: [""]
  resources: [resourcequotas, limitranges]
  verbs: [list, watch]
# Whether what a manifest names is there. Of service accounts the names alone are kept, of ConfigMaps the keys.
- apiGroups: [""]
  resources: [serviceaccounts, configmaps, persistentvolumeclaims]
  verbs: [list, watch]
# The devices that pods ask for.
- apiGroups: [resource.k8s.io]
  resources: [resourceclaims, resourceclaimtemplates]
  verbs: [list, watch]
{{- end -}}

{{/* What lies in none. */}}
{{- define "everynode.rules.cluster" -}}
# Which nodes get a pod: their labels, taints, room and state.
- apiGroups: [""]
  resources: [nodes]
  verbs: [list, watch]
# The namespaces there are, and the level of Pod Security of each.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [list, watch]
# Whether a volume can be had on a node.
- apiGroups: [""]
  resources: [persistentvolumes]
  verbs: [list, watch]
- apiGroups: [storage.k8s.io]
  resources: [storageclasses]
  verbs: [list, watch]
# Which pods make room for others, and what a runtime adds to a pod.
- apiGroups: [scheduling.k8s.io]
  resources: [priorityclasses]
  verbs: [list, watch]
- apiGroups: [node.k8s.io]
  resources: [runtimeclasses]
  verbs: [list, watch]
# The classes of devices; their names alone are kept.
- apiGroups: [resource.k8s.io]
  resources: [deviceclasses]
  verbs: [list, watch]
# Whose a token is, with which somebody signs in.
- apiGroups: [authentication.k8s.io]
  resources: [tokenreviews]
  verbs: [create]
{{- end -}}

{{/* Naming somebody in Impersonate-… headers; only where people reach this very cluster so. */}}
{{- define "everynode.rules.impersonate" -}}
{{- $constrained := .Values.rbac.constrainedImpersonation -}}
{{- if eq (toString $constrained) "auto" -}}
{{- $constrained = semverCompare ">=1.36.0-0" .Capabilities.KubeVersion.Version -}}
{{- end -}}
{{- if $constrained -}}
# Who may be named: people and their groups, neither nodes nor service accounts (constrained impersonation, 1.36).
- apiGroups: [authentication.k8s.io]
  resources: [users, groups, uids{{ range .Values.rbac.impersonatedExtra }}, userextras/{{ . }}{{ end }}]
  verbs: ["impersonate:user-info"]
# What may be done as somebody: what that one may do, and no verb that gives rights or starts a session in a container.
- apiGroups: ["*"]
  resources: ["*"]
  verbs:
    - impersonate-on:user-info:get
    - impersonate-on:user-info:list
    - impersonate-on:user-info:watch
    - impersonate-on:user-info:create
    - impersonate-on:user-info:update
    - impersonate-on:user-info:patch
    - impersonate-on:user-info:delete
# Which kinds there are and what their fields mean, asked as somebody.
- nonResourceURLs: [/api, /api/*, /apis, /apis/*, /openapi, /openapi/*, /version]
  verbs: ["impersonate-on:user-info:get"]
{{- else -}}
# Who may be named: people and their groups. Service accounts are not (`serviceaccounts`), nor `system:` names (the console
# refuses them).
- apiGroups: [""]
  resources: [users, groups]
  verbs: [impersonate]
- apiGroups: [authentication.k8s.io]
  resources: [uids{{ range .Values.rbac.impersonatedExtra }}, userextras/{{ . }}{{ end }}]
  verbs: [impersonate]
{{- end -}}
{{- end -}}
