package dev.acrsync.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
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
					{secrets: {keyVault: {name: v}, secretProviderClass: c}} | are both set
					{secrets: {keyVault: {name: v, tenantId: t}}} | secrets.keyVault.secrets is empty
					{secrets: {keyVault: {name: v, secrets: {a: b}}}} | secrets.keyVault.tenantId is empty
					{secrets: {keyVault: {name: v, tenantId: t, secrets: {a: b}}}, workloadIdentity: {clientId: ""}} | secrets.keyVault has no identity to log in with
					{secrets: {keyVault: {secrets: {a: no_such_name}}}} | at '/secrets/keyVault/secrets/a': 'no_such_name' does not match pattern
					{gateway: {parentRefs: [{name: g, sectionName: https}]}} | gateway.hostnames is empty
					{gateway: {parentRefs: [{name: g}]}} | at '/gateway/parentRefs/0': missing property 'sectionName'
					{image: {digest: "sha256:abc"}} | at '/image/digest': 'sha256:abc' does not match pattern
					{image: {tag: 1.0}} | at '/image/tag': got number, want string
					{imgae: {tag: v1}} | additional properties 'imgae' not allowed
					{ingress: {hosts: [a]}} | at '/ingress': additional properties 'hosts' not allowed
					{podLabels: {a: true}} | at '/podLabels/a': got boolean, want string
					{user: 0} | at '/user': minimum: got 0, want 1
					{terminationGracePeriodSeconds: 5} | minimum: got 5, want 30
					""")
	void refuses(String values, String message) throws IOException {
		Path file = Files.writeString(this.directory.resolve("values.yml"), values);
		assertThatIllegalStateException().isThrownBy(() -> this.chart.render(Chart.example("minimal"), file))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("hunter22"));
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
					postgres | {persistence: {storageClass: azurefile}}
					postgres | {replicas: 1}
					""")
	void takes(String example, String values) throws IOException {
		Path file = Files.writeString(this.directory.resolve("values.yml"), values);
		assertThat(this.chart.manifests(Chart.example(example), file))
			.allSatisfy((manifest) -> assertThat(ManifestCheck.problems(manifest)).isEmpty());
	}

}
