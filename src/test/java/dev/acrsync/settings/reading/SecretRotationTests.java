package dev.acrsync.settings.reading;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.RegistryUse;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets in a mounted directory that Kubernetes exchanges as it does: a new directory,
 * and a symbolic link that is moved to it.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretRotationTests {

	private static final String SECRET = "acr-sync.sources.contoso.webhook.secrets[0]";

	private static final String PASSWORD = "acr-sync.sources.contoso.password";

	private static final String END = PASSWORD + "-expires-at";

	@TempDir
	Path mount;

	private ConfigurableApplicationContext context;

	private int versions;

	@BeforeEach
	void start() throws IOException {
		exchange("the-first-webhook-secret", "first-password");
		Files.createSymbolicLink(this.mount.resolve(SECRET), Path.of("..data", SECRET));
		Files.createSymbolicLink(this.mount.resolve(PASSWORD), Path.of("..data", PASSWORD));
		SpringApplication application = new SpringApplication(SettingsConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		this.context = application.run("--spring.config.import=configtree:" + this.mount + "/",
				"--acr-sync.sources.contoso.registry=contoso.azurecr.io",
				"--acr-sync.sources.contoso.username=acr-sync-token",
				"--acr-sync.sources.contoso.rules[0].repositories=**",
				"--acr-sync.targets.prod.resource-id=/subscriptions/00000000-0000-0000-0000-000000000001"
						+ "/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/customer");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void goesOnAfterTheDirectoryWasAway(CapturedOutput output) throws IOException {
		Path away = this.mount.resolveSibling(this.mount.getFileName() + "-away");
		Files.move(this.mount, away);
		look();
		assertThat(output).contains("Changed files cannot be read, and the old values stay in force");
		assertThat(source().door().secrets()).containsExactly(new Secret("the-first-webhook-secret"));
		Files.move(away, this.mount);
		exchange("the-second-webhook-secret", "second-password");
		look();
		assertThat(source().door().secrets()).containsExactly(new Secret("the-second-webhook-secret"));
	}

	@Test
	void takesOverWhatHasChanged(CapturedOutput output) throws IOException {
		assertThat(source().door().secrets()).containsExactly(new Secret("the-first-webhook-secret"));
		exchange("the-second-webhook-secret", "second-password");
		look();
		assertThat(source().door().secrets()).containsExactly(new Secret("the-second-webhook-secret"));
		assertThat(source().registry().credentials())
			.isEqualTo(new Credentials.Basic("acr-sync-token", new Secret("second-password")));
		assertThat(output).contains("acr-sync.sources.contoso.webhook.secrets, acr-sync.sources.contoso.password")
			.doesNotContain("second-password")
			.doesNotContain("the-second-webhook-secret");
	}

	@Test
	void takesOverASecondSecretBesideTheFirst() throws IOException {
		Files.writeString(this.mount.resolve("acr-sync.sources.contoso.webhook.secrets[1]"),
				"the-next-webhook-secret\n");
		look();
		assertThat(source().door().secrets())
			.isEqualTo(List.of(new Secret("the-first-webhook-secret"), new Secret("the-next-webhook-secret")));
	}

	@Test
	void keepsTheOldValuesWhenANewOneWillNotDoAndSaysSo(CapturedOutput output) throws IOException {
		exchange("short", "second-password");
		look();
		assertThat(source().door().secrets()).containsExactly(new Secret("the-first-webhook-secret"));
		assertThat(source().registry().credentials())
			.isEqualTo(new Credentials.Basic("acr-sync-token", new Secret("first-password")));
		assertThat(output).contains("the old values stay in force", SECRET, "it is 5 characters long");
		exchange("the-third-webhook-secret", "third-password");
		look();
		assertThat(source().door().secrets()).containsExactly(new Secret("the-third-webhook-secret"));
	}

	@Test
	void keepsTheOldPasswordWhenItsFileIsEmptied(CapturedOutput output) throws IOException {
		exchange("the-second-webhook-secret", "");
		look();
		assertThat(source().registry().credentials())
			.isEqualTo(new Credentials.Basic("acr-sync-token", new Secret("first-password")));
		assertThat(output).contains("the old values stay in force", PASSWORD);
	}

	@Test
	void takesOverWhenANewPasswordEnds(CapturedOutput output) throws IOException {
		writeDown("2027-05-01");
		look();
		assertThat(source().registry().passwordExpiresAt()).contains(Instant.parse("2027-05-01T00:00:00Z"));
		writeDown("2027-11-01");
		exchange("the-first-webhook-secret", "second-password");
		look();
		assertThat(source().registry()).isEqualTo(
				new RegistryAccess(new RegistryHost("contoso.azurecr.io"), URI.create("https://contoso.azurecr.io"),
						new Credentials.Basic("acr-sync-token", new Secret("second-password")),
						Optional.of(Instant.parse("2027-11-01T00:00:00Z")),
						new RegistryUse(RegistryUse.RegistryRole.SOURCE, "contoso")));
		assertThat(output).contains("Took over changed secrets: " + PASSWORD + ", " + END).doesNotContain("still says");
	}

	@Test
	void doubtsTheEndOfAPasswordThatStaysWhenThePasswordChanges(CapturedOutput output) throws IOException {
		writeDown("2027-05-01");
		look();
		exchange("the-first-webhook-secret", "second-password");
		look();
		assertThat(source().registry().passwordExpiresAt()).contains(Instant.parse("2027-05-01T00:00:00Z"));
		assertThat(output).contains("WARN", PASSWORD + " has changed, and " + END + " still says 2027-05-01T00:00:00Z");
	}

	@Test
	void forgetsTheEndOfAPasswordThatIsNoLongerWritten(CapturedOutput output) throws IOException {
		writeDown("2027-05-01");
		look();
		Files.delete(this.mount.resolve(END));
		exchange("the-first-webhook-secret", "second-password");
		look();
		assertThat(source().registry().passwordExpiresAt()).isEmpty();
		assertThat(output).doesNotContain("still says");
	}

	@Test
	void keepsPasswordAndEndWhenTheNewEndWillNotDo(CapturedOutput output) throws IOException {
		writeDown("2027-05-01");
		look();
		writeDown("in May");
		exchange("the-first-webhook-secret", "second-password");
		look();
		assertThat(source().registry().credentials())
			.isEqualTo(new Credentials.Basic("acr-sync-token", new Secret("first-password")));
		assertThat(source().registry().passwordExpiresAt()).contains(Instant.parse("2027-05-01T00:00:00Z"));
		assertThat(output).contains("the old values stay in force", END + ": it is neither a date nor a time");
	}

	@Test
	void tellsWhoListensThatSecretsHaveChanged() throws IOException {
		List<String> heard = new ArrayList<>();
		this.context.getBean(Settings.class).onRotation(() -> heard.add(source().registry().credentials().toString()));
		look();
		assertThat(heard).isEmpty();
		exchange("the-first-webhook-secret", "second-password");
		look();
		assertThat(heard).hasSize(1);
	}

	@Test
	void saysNothingWhenNothingHasChanged(CapturedOutput output) throws IOException {
		exchange("the-first-webhook-secret", "first-password");
		look();
		look();
		assertThat(output).doesNotContain("Took over").doesNotContain("stay in force");
	}

	private void look() {
		this.context.getBean(SecretRotation.class).look();
	}

	private Source source() {
		return this.context.getBean(Settings.class).source("contoso").orElseThrow();
	}

	private void writeDown(String end) throws IOException {
		Files.writeString(this.mount.resolve(END), end);
	}

	private void exchange(String secret, String password) throws IOException {
		Path directory = Files.createDirectory(this.mount.resolve("..version" + ++this.versions));
		Files.writeString(directory.resolve(SECRET), secret);
		Files.writeString(directory.resolve(PASSWORD), password);
		Path link = Files.createSymbolicLink(this.mount.resolve("..data_tmp"), directory.getFileName());
		Files.move(link, this.mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
	}

}
