package dev.acrsync.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Values that the chart refuses, each written over those of an example, and what it says.
 */
class ChartRefusalTests {

	@TempDir
	Path directory;

	private Chart chart;

	@BeforeEach
	void copy() {
		this.chart = Chart.copyTo(this.directory);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{image: {repository: ""}} | image.repository is empty. Set it to your copy of the image
					{config: {acr-sync: {sources: null}}} | config.acr-sync.sources is empty
					{config: {acr-sync: {targets: null}}} | config.acr-sync.targets is empty
					{replicas: 2} | replicas is 2, and the embedded database serves one. Set replicas to 1, or set config.spring.datasource.url to jdbc:postgresql:
					{replicas: -1} | at '/replicas': minimum: got -1, want 0
					{persistence: {storageClass: azurefile-csi}} | persistence.storageClass is azurefile-csi, a file share. The embedded database's locks and syncs cannot be relied on there
					{persistence: {storageClass: azurefile}} | is azurefile, a file share
					{persistence: {storageClass: azure-file-premium}} | is azure-file-premium, a file share
					{persistence: {storageClass: NFS-client}} | is NFS-client, a file share
					{persistence: {storageClass: azureblob-nfs-premium}} | is azureblob-nfs-premium, a file share
					{persistence: {storageClass: azureblob-fuse-premium}} | is azureblob-fuse-premium, a file share
					{persistence: {storageClass: customer-azurefile}} | is customer-azurefile, a file share
					{persistence: {storageClass: managed-nfs-storage}} | is managed-nfs-storage, a file share
					{persistence: {storageClass: on-prem.smb}} | is on-prem.smb, a file share
					{persistence: {size: plenty}} | at '/persistence/size': 'plenty' does not match pattern
					{persistence: {accessMode: ReadWriteMany}} | at '/persistence/accessMode': value must be one of 'ReadWriteOncePod', 'ReadWriteOnce'
					{config: {acr-sync: {sources: {contoso: {password: hunter22}}}}} | config.acr-sync.sources.contoso.password is written out. A secret does not belong into a ConfigMap: put it into a Secret under the key acr-sync.sources.contoso.password, and name that Secret in secrets.existing
					{config: {acr-sync.sources.contoso.password: hunter22}} | config.acr-sync.sources.contoso.password is written out
					{config: {acr-sync: {sources: {contoso: {webhook: {secrets: [0123456789abcdef]}}}}}} | config.acr-sync.sources.contoso.webhook.secrets is written out
					{config: {acr-sync: {sources: {contoso: {webhook: {secrets: ["${A}", 0123456789abcdef]}}}}}} | config.acr-sync.sources.contoso.webhook.secrets is written out
					{config: {acr-sync: {sources: {contoso: {password: "${A:hunter22}"}}}}} | config.acr-sync.sources.contoso.password is written out
					{config: {spring: {datasource: {password: hunter22}}}} | config.spring.datasource.password is written out
					{config: {spring: {datasource: {url: "jdbc:postgresql://h/d?user=u&password=hunter22"}}}} | config.spring.datasource.url has a password in it
					{config: {spring.datasource.url: "jdbc:sqlite:/tmp/a.db"}} | config.spring.datasource.url is jdbc:sqlite:/tmp/a.db. Write jdbc:postgresql://<host>/<database>, or leave it out
					{config: {server: {port: 9090}}} | config.server.port is 9090. The chart's probes, Services and NetworkPolicy know 8080 only: leave it out
					{config: {management.server.port: 8080}} | config.management.server.port is 8080
					{env: [{name: SPRING_DATASOURCE_URL, value: x}]} | env sets SPRING_DATASOURCE_URL, which the chart has to know. Set it in config
					{env: [{name: ACR_SYNC_SOURCES_CONTOSO_PASSWORD, value: hunter22}]} | env writes a secret out in ACR_SYNC_SOURCES_CONTOSO_PASSWORD. Put it into a Secret
					{env: [{name: ACR_SYNC_SOURCES_CONTOSO_WEBHOOK_SECRETS_0, value: hunter22}]} | env writes a secret out in ACR_SYNC_SOURCES_CONTOSO_WEBHOOK_SECRETS_0
					{env: [{name: JAVA_TOOL_OPTIONS, value: -Dhttps.proxyPassword=hunter22}]} | env writes a secret out in JAVA_TOOL_OPTIONS
					{env: [{name: HTTPS_PROXY, value: "http://user:hunter22@proxy:3128"}]} | env writes a secret out in HTTPS_PROXY
					{trustedCertificates: "-----BEGIN CERTIFICATE-----\\n-----BEGIN PRIVATE KEY-----"} | trustedCertificates holds a private key
					{trustedCertificates: ca, config: {acr-sync: {trusted-certificates: /ca.pem}}} | trustedCertificates and config.acr-sync.trusted-certificates are both set
					{trustedCertificates: /etc/ca.pem} | at '/trustedCertificates': '/etc/ca.pem' does not match pattern
					{secrets: {keyVault: {name: vault}, secretProviderClass: c}} | are both set
					{secrets: {keyVault: {name: vault, tenantId: 00000000-0000-0000-0000-000000000003}}} | secrets.keyVault.secrets is empty
					{secrets: {keyVault: {name: vault, secrets: {a: b}}}} | secrets.keyVault.tenantId is empty
					{secrets: {keyVault: {name: vault, tenantId: 00000000-0000-0000-0000-000000000003, secrets: {a: b}}}, workloadIdentity: {clientId: ""}} | secrets.keyVault has no identity to log in with
					{secrets: {keyVault: {name: "https://vault.vault.azure.net"}}} | at '/secrets/keyVault/name': 'https://vault.vault.azure.net' does not match pattern
					{workloadIdentity: {clientId: acr-sync}} | at '/workloadIdentity/clientId': 'acr-sync' does not match pattern
					{ingress: {host: "https://acr-sync.customer.example"}} | ingress.host is https://acr-sync.customer.example. Write the name alone
					{ingress: {className: traefik}} | networkPolicy.webhooksFrom is empty, and where the controller of ingress class traefik runs is not known: it would be kept out
					{secrets: {keyVault: {secrets: {a: no_such_name}}}} | at '/secrets/keyVault/secrets/a': 'no_such_name' does not match pattern
					{gateway: {parentRefs: [{name: g, sectionName: https}]}} | gateway.hostnames is empty
					{gateway: {parentRefs: [{name: g}]}} | at '/gateway/parentRefs/0': missing property 'sectionName'
					{image: {repository: "customer.azurecr.io/acr-sync:v1"}} | image.repository is customer.azurecr.io/acr-sync:v1. Leave out https://, tag and digest
					{image: {repository: "https://customer.azurecr.io/acr-sync"}} | image.repository is https://customer.azurecr.io/acr-sync. Leave out
					{image: {digest: "sha256:abc"}} | at '/image/digest': 'sha256:abc' does not match pattern
					{image: {tag: 1.0}} | at '/image/tag': got number, want string
					{imgae: {tag: v1}} | additional properties 'imgae' not allowed
					{ingress: {hosts: [a]}} | ingress.hosts is not a value of this chart. Use ingress.host
					{replicaCount: 2} | replicaCount is not a value of this chart. Use replicas
					{image: {pullSecret: a}} | image.pullSecret is not a value of this chart. Use image.pullSecrets
					{persistence: {enabled: false}} | Use config.spring.datasource.url, since only PostgreSQL does without a volume
					{workloadIdentity: {clientId: ""}} | workloadIdentity.clientId is empty: the service could import nothing
					{secrets: {existing: []}} | secrets is empty: no source could be logged in to
					{ingress: {className: traefik, sourceRanges: [203.0.113.0/24]}} | ingress.sourceRanges is set, and the annotation for it is known of ingress-nginx only, not of class traefik
					{ingress: {sourceRanges: [vendor.example]}} | at '/ingress/sourceRanges/0': 'vendor.example' does not match pattern
					{config: {acr-sync: {sources: {contoso: {regsitry: a}}}}} | config.acr-sync.sources.contoso.regsitry is no setting. Did you mean registry?
					{config: {acr-sync: {sources: {contoso: {webhook: {rate-limits: 5}}}}}} | contoso.webhook.rate-limits is no setting. Did you mean rate-limit?
					{config: {acr-sync: {sources: {contoso: {rules: [{repository: [a]}]}}}}} | contoso.rules[0].repository is no setting. Did you mean repositories?
					{config: {"acr-sync.sources.contoso.rules[0].exclude-tag": [a]}} | config.acr-sync.sources.contoso.rules[0].exclude-tag is no setting. Did you mean exclude-tags?
					{config: {acr-sync: {import.concurrency: 3}}} | config.acr-sync.import is no setting. Did you mean imports?
					{config: {acr-sync: {imports: {concurrency: many}}}} | at '/config/acr-sync/imports/concurrency': 'many' does not match pattern
					{config: {acr-sync: {retention: 90 days}}} | at '/config/acr-sync/retention': '90 days' does not match pattern
					{config: {acr-sync: {sources: {contoso: {rules: [{overwrite: sometimes}]}}}}} | /rules/0/overwrite': 'sometimes' does not match pattern
					{service: {type: ExternalName}} | at '/service/type': value must be one of
					{livenessProbe: {httpGet: {path: /}}} | at '/livenessProbe/httpGet': got object, want integer
					{podLabels: {a: true}} | at '/podLabels/a': got boolean, want string
					{podLabels: {app.kubernetes.io/component: other}} | podLabels has app.kubernetes.io/component, which the chart sets itself
					{labels: {app.kubernetes.io/instance: other}} | labels has app.kubernetes.io/instance, which the chart sets itself
					{user: 0} | at '/user': minimum: got 0, want 1
					{terminationGracePeriodSeconds: 5} | minimum: got 5, want 30
					""")
	void refuses(String values, String message) throws IOException {
		Path file = Files.writeString(this.directory.resolve("values.yml"), values);
		assertThatIllegalStateException().isThrownBy(() -> this.chart.render(Chart.example("minimal"), file))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("hunter22"));
	}

	@Test
	void refusesAllAtOnce() throws IOException {
		Path file = Files.writeString(this.directory.resolve("values.yml"),
				"{replicaCount: 2, extraEnv: [], replicas: 2, image: {repository: ''}, gateway: {parentRefs: [{name: g, sectionName: s}]}}");
		assertThatIllegalStateException().isThrownBy(() -> this.chart.render(Chart.example("minimal"), file))
			.withMessageContainingAll("Use replicas", "Use env", "replicas is 2", "image.repository is empty",
					"gateway.hostnames is empty");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					minimal | {config: {acr-sync: {sources: {contoso: {password: "${CONTOSO_PASSWORD}"}}}}}
					minimal | {config: {acr-sync: {sources: {contoso: {webhook: {secrets: ["${A}", "${B}"], allow-query-token: true}}}}}}
					minimal | {config: {spring: {datasource: {url: "jdbc:sqlite:/data/other.db"}}}}
					minimal | {config: {server: {port: 8080}}}
					minimal | {persistence: {storageClass: managed-csi}, replicas: 0}
					minimal | {global: {anything: true}}
					minimal | {ingress: {host: ""}}
					minimal | {image: {repository: "localhost:5000/acr-sync"}}
					minimal | {ingress: {className: traefik}, networkPolicy: {webhooksFrom: [{namespaceSelector: {}}]}}
					minimal | {ingress: {className: traefik}, networkPolicy: {enabled: false}}
					minimal | {env: [{name: ACR_SYNC_SOURCES_CONTOSO_PASSWORD, valueFrom: {secretKeyRef: {name: a, key: b}}}]}
					minimal | {env: [{name: ACR_SYNC_SOURCES_CONTOSO_WEBHOOK_ALLOWQUERYTOKEN, value: "true"}]}
					minimal | {persistence: {storageClass: confs-premium, size: 512Mi}}
					minimal | {labels: {app.kubernetes.io/part-of: images}}
					postgres | {persistence: {storageClass: azurefile}}
					postgres | {replicas: 1}
					postgres | {podDisruptionBudget: {maxUnavailable: 2}, service: {type: LoadBalancer, annotations: {a: b}}}
					minimal | {workloadIdentity: {clientId: "", useNodeIdentity: true}, secrets: {existing: [], none: true}}
					minimal | {workloadIdentity: {clientId: ""}, config: {acr-sync: {azure: {client-id: 00000000-0000-0000-0000-000000000002}}}}
					minimal | {config: {acr-sync: {imports: {concurrency: "${N}", retry.maxDelay: 20m}, reconcile: {schedule: "0 0 * * * *"}, retention: 90d}}}
					minimal | {config: {"acr-sync.sources.contoso.rules[0].excludeTags": [a], "acr-sync.sources.contoso.rules[0].referrers.artifact-types": "a,b"}}
					minimal | {config: {acr-sync: {sources: {contoso: {rules: [{repositories: a, overwrite: WHEN_CHANGED, deleted-at-target: leave}], budget: {reads: 10000}}}}}}
					minimal | {secrets: {existing: []}, envFrom: [{secretRef: {name: a}}]}
					minimal | {ingress: {sourceRanges: [203.0.113.0/24, "2001:db8::/32"]}}
					minimal | {hostAliases: [{ip: 10.0.0.1, hostnames: [a]}], dnsPolicy: None, dnsConfig: {nameservers: [10.0.0.2]}, runtimeClassName: gvisor}
					minimal | {extraArgs: [--acr-sync.retention=30d], podSecurityContext: {supplementalGroups: [7]}, revisionHistoryLimit: 1, deploymentAnnotations: {a: b}}
					minimal | {startupProbe: {failureThreshold: 900}, livenessProbe: {initialDelaySeconds: 1}, readinessProbe: {successThreshold: 2}}
					minimal | {namespaceOverride: other, extraObjects: ["{apiVersion: v1, kind: ConfigMap, metadata: {name: '{{ .Release.Name }}-more'}}"]}
					full | {monitoring: {serviceMonitor: {scrapeTimeout: 10s, relabelings: [{action: labeldrop, regex: pod}], metricRelabelings: [{action: drop, sourceLabels: [__name__], regex: jvm_.*}]}}}
					""")
	void takes(String example, String values) throws IOException {
		Path file = Files.writeString(this.directory.resolve("values.yml"), values);
		assertThat(this.chart.manifests(Chart.example(example), file))
			.allSatisfy((manifest) -> assertThat(ManifestCheck.problems(manifest)).isEmpty());
	}

}
