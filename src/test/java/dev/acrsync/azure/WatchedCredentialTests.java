package dev.acrsync.azure;

import java.time.Duration;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.CredentialUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link WatchedCredential} and {@link EntraRegistryTokens}.
 */
class WatchedCredentialTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@Test
	void givesATokenOfTheRegistriesScope() {
		WatchedCredential credential = watched(
				(request) -> request.getScopes().contains("the-scope") ? Mono.just(ArmStandIn.token()) : Mono.empty());
		assertThat(new EntraRegistryTokens(credential, "the-scope").registryToken()).isEqualTo(ArmStandIn.TOKEN);
		assertThat(counted("200")).isOne();
	}

	@Test
	void saysWhatToCheckWhenThereIsNoIdentity() {
		WatchedCredential credential = watched((_) -> Mono.error(new CredentialUnavailableException("IMDS is not there",
				new IllegalStateException("refused eyJ0eXAiOiJKV1QiLCJ"))));
		assertThatIllegalStateException()
			.isThrownBy(() -> new EntraRegistryTokens(credential, "the-scope").registryToken())
			.withMessage("This service's own identity gets no token from Azure. Check this. "
					+ "IllegalStateException: refused ******");
		assertThat(counted("no-token")).isOne();
	}

	@Test
	void saysSoWhenTheCredentialItselfBreaks() {
		WatchedCredential credential = watched((_) -> {
			throw new IllegalArgumentException("broken");
		});
		assertThatExceptionOfType(IdentityUnavailableException.class)
			.isThrownBy(() -> credential.getTokenSync(new TokenRequestContext()));
	}

	@Test
	void waitsForTheIdentityOnlySoLong() {
		WatchedCredential credential = watched((_) -> Mono.never());
		assertThatExceptionOfType(IdentityUnavailableException.class)
			.isThrownBy(() -> credential.getTokenSync(new TokenRequestContext()));
	}

	private WatchedCredential watched(TokenCredential credential) {
		return new WatchedCredential(credential, "Check this", new AzureRequests(this.meters), Duration.ofMillis(200));
	}

	private long counted(String status) {
		return this.meters.get("acr.sync.azure.requests").tags("operation", "token", "status", status).timer().count();
	}

}
