package dev.acrsync.identity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.CredentialUnavailableException;
import dev.acrsync.arm.ArmStandIn;
import dev.acrsync.untrusted.ForeignTextSanitizer;
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
	void asksTheIdentityOnceForAllWhoAskAtOnce() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		CountDownLatch all = new CountDownLatch(64);
		WatchedCredential credential = watched((_) -> Mono.fromCallable(() -> {
			asked.incrementAndGet();
			all.await();
			Thread.sleep(50);
			return ArmStandIn.token();
		}));
		EntraRegistryTokens tokens = new EntraRegistryTokens(credential, "the-scope");
		try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<String>> answers = new ArrayList<>();
			for (int i = 0; i < 64; i++) {
				answers.add(many.submit(() -> {
					all.countDown();
					return tokens.registryToken();
				}));
			}
			for (Future<String> answer : answers) {
				assertThat(answer.get()).isEqualTo(ArmStandIn.TOKEN);
			}
		}
		assertThat(asked).hasValueLessThan(4);
		tokens.registryToken();
		assertThat(asked).as("a token is not kept: its library does that").hasValueGreaterThan(1);
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
		return new WatchedCredential(credential, new TokenIssuer("the issuer", "Check this"),
				ForeignTextSanitizer.hiding(), new AzureRequests(this.meters), Duration.ofMillis(200));
	}

	private long counted(String status) {
		return this.meters.get("acr.sync.azure.requests").tags("operation", "token", "status", status).timer().count();
	}

}
