{{/* Looking at DaemonSets and why they do what they do. */}}
{{- define "everynode.rules.view" -}}
# DaemonSets, and the revisions that they can go back to.
- apiGroups: [apps]
  resources: [daemonsets, controllerrevisions]
  verbs: [get, list, watch]
# Their pods, what these write, and what is said of them.
- apiGroups: [""]
  resources: [pods, events]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [pods/log]
  verbs: [get]
# What stands beside them, and what the forecast reads.
- apiGroups: [""]
  resources: [services, serviceaccounts, configmaps, persistentvolumeclaims, resourcequotas, limitranges]
  verbs: [get, list, watch]
- apiGroups: [resource.k8s.io]
  resources: [resourceclaims, resourceclaimtemplates]
  verbs: [get, list, watch]
{{- end -}}

{{/* Creating, changing, restarting, deleting them. */}}
{{- define "everynode.rules.edit" -}}
- apiGroups: [apps]
  resources: [daemonsets]
  verbs: [create, update, patch, delete]
# A pod that hangs is deleted, so that another comes.
- apiGroups: [""]
  resources: [pods]
  verbs: [delete]
# What a file brings along with its DaemonSet.
- apiGroups: [""]
  resources: [services, serviceaccounts, configmaps]
  verbs: [create, update, patch, delete]
{{- end -}}

{{/* What an editor must not do: what gives rights, or shows what is secret. */}}
{{- define "everynode.rules.admin" -}}
# Whether a Secret that a manifest names is there, with its keys; and those that a file brings along.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, update, patch, delete]
# Roles that a file brings along. Kubernetes lets nobody give what he does not have.
- apiGroups: [rbac.authorization.k8s.io]
  resources: [roles, rolebindings]
  verbs: [get, list, watch, create, update, patch, delete]
{{- end -}}

{{/* Where pods can be. */}}
{{- define "everynode.rules.nodes" -}}
- apiGroups: [""]
  resources: [nodes, namespaces, persistentvolumes]
  verbs: [get, list, watch]
- apiGroups: [scheduling.k8s.io]
  resources: [priorityclasses]
  verbs: [get, list, watch]
- apiGroups: [node.k8s.io]
  resources: [runtimeclasses]
  verbs: [get, list, watch]
- apiGroups: [storage.k8s.io]
  resources: [storageclasses]
  verbs: [get, list, watch]
- apiGroups: [resource.k8s.io]
  resources: [deviceclasses]
  verbs: [get, list, watch]
{{- end -}}
