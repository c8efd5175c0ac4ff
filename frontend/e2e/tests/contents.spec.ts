import { expect, expectAccessible, expectNoSidewaysScroll, test, uniqueName } from "../fixtures.js";

const manifest = (name: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}-config}
data: {level: info}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      nodeSelector: {kubernetes.io/os: linux}
      tolerations: [{key: dedicated, operator: Exists, effect: NoSchedule}]
      volumes:
        - {name: logs, hostPath: {path: /var/log}}
        - {name: config, configMap: {name: ${name}-config}}
      initContainers:
        - {name: setup, image: registry.k8s.io/pause:3.10}
      containers:
        - name: main
          image: registry.k8s.io/pause:3.10
          env:
            - {name: LEVEL, value: info}
            - {name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password, optional: true}}}
          resources: {requests: {cpu: 10m}, limits: {memory: 64Mi}}
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
          volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
  selector: {app: ${name}}
  ports: [{name: http, port: 80, targetPort: 8080}]
`;

test("what it consists of is read without YAML", async ({ page, server }) => {
  const name = uniqueName("contents");
  await server.call("POST", "/clusters/sandbox/namespaces/default/daemonsets", manifest(name));
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}?tab=details`);
  const panel = page.getByRole("tabpanel");
  await expect(panel).toContainText("← Secret db · password");
  for (const text of [
    "LEVEL",
    "GET HTTP :8080 /ready",
    "→ 64Mi",
    "hostPath /var/log",
    `configMap ${name}-config`,
    "dedicated:NoSchedule",
    "← logs (ro)",
    "init container",
    "http 80/TCP → 8080",
  ]) {
    await expect(panel).toContainText(text);
  }
  await expect(panel.getByRole("heading", { name: new RegExp(`^${name} ClusterIP`) })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});

test("what was made with it goes along if wished", async ({ page, server }) => {
  const name = uniqueName("along");
  await server.call("POST", "/clusters/sandbox/namespaces/default/daemonsets", manifest(name));
  await page.goto(`/clusters/sandbox/namespaces/default/daemonsets/${name}`);
  await expect(page.getByRole("link", { name: "Edit", exact: true })).toHaveClass(/button-primary/);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  // The Service is named once, although it both was made with it and selects its pods.
  await expect(dialog.getByRole("checkbox")).toHaveCount(2);
  await expect(dialog.getByLabel(`Delete Service ${name} too`)).not.toBeChecked();
  await dialog.getByLabel(`Delete ConfigMap ${name}-config too`).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Delete DaemonSet" }).click();
  await expect(page).toHaveURL(/\/clusters\/sandbox\/daemonsets$/);
  await server.kubernetes("GET", `/api/v1/namespaces/default/services/${name}`);
  const gone = server.kubernetes("GET", `/api/v1/namespaces/default/configmaps/${name}-config`);
  await expect(gone).rejects.toThrow("404");
});
