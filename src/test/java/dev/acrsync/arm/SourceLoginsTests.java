package dev.acrsync.arm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import dev.acrsync.image.Overwrite;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.registry.EntraTokens;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Credentials.EntraToken;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.Secret;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link SourceLogins}.
 */
class SourceLoginsTests {

	private static final ImportTrouble UNAUTHORIZED = new ImportTrouble(TroubleCure.PARK, "source-unauthorized",
			"It does not let us in");

	private static final Basic READER = new Basic("reader", new Secret("s3cret"));

	private final AtomicLong nanos = new AtomicLong();

	private final List<Audience> asked = new ArrayList<>();

	private Optional<VendorIdentityException> refusal = Optional.empty();

	private final SourceLogins logins = new SourceLogins(new EntraTokens() {

		@Override
		public String registryToken() {
			throw new IllegalStateException("not ours");
		}

		@Override
		public Secret vendorToken(VendorIdentity identity, Audience audience) {
			SourceLoginsTests.this.asked.add(audience);
			if (SourceLoginsTests.this.refusal.isPresent()) {
				throw SourceLoginsTests.this.refusal.get();
			}
			return new Secret(audience + " " + SourceLoginsTests.this.asked.size());
		}

	}, new PasswordFallback(this.nanos::get));

	@Test
	void readsATokenAnewForEachImport() {
		ImportRequest request = request(Optional.empty());
		assertThat(this.logins.begin(request)).isEqualTo(token("REGISTRY 1"));
		assertThat(this.logins.begin(request)).isEqualTo(token("REGISTRY 2"));
	}

	@Test
	void triesTheOtherAudienceOnceAndRemembersWhatWasTaken() {
		ImportRequest request = request(Optional.empty());
		this.logins.begin(request);
		assertThat(this.logins.learned(request, failed())).isInstanceOfSatisfying(OperationStatus.Failed.class,
				(failed) -> {
					assertThat(failed.trouble().code()).isEqualTo("vendor-identity-audience");
					assertThat(failed.trouble().cure()).isEqualTo(TroubleCure.RETRY);
				});
		assertThat(this.logins.begin(request)).isEqualTo(token("RESOURCE_MANAGER 2"));
		assertThat(this.logins.learned(request, new OperationStatus.Ended())).isEqualTo(new OperationStatus.Ended());
		assertThat(this.logins.begin(request)).isEqualTo(token("RESOURCE_MANAGER 3"));
	}

	@Test
	void waitsSlowlyWhereBothAreRefusedAndBeginsAnew() {
		ImportRequest request = request(Optional.empty());
		this.logins.begin(request);
		this.logins.learned(request, failed());
		this.logins.begin(request);
		assertThat(this.logins.learned(request, failed())).isInstanceOfSatisfying(OperationStatus.Failed.class,
				(failed) -> {
					assertThat(failed.trouble().code()).isEqualTo("vendor-identity-denied");
					assertThat(failed.trouble().cure()).isEqualTo(TroubleCure.WAIT);
					assertThat(failed.trouble().message()).contains("not the target", "the-client",
							"It does not let us in");
				});
		this.logins.begin(request);
		assertThat(this.logins.learned(request, failed())).isInstanceOfSatisfying(OperationStatus.Failed.class,
				(failed) -> assertThat(failed.trouble().code()).isEqualTo("vendor-identity-audience"));
	}

	@Test
	void showsThePasswordWhereTheIdentityDoesNotWorkAndTheIdentityAgainLater() {
		ImportRequest request = request(Optional.of(READER));
		this.refusal = Optional
			.of(new VendorIdentityException("vendor-identity-subject", false, "It refuses", "Trust"));
		assertThat(this.logins.of(request)).isEqualTo(READER);
		this.refusal = Optional.empty();
		assertThat(this.logins.begin(request)).isEqualTo(READER);
		assertThat(this.logins.learned(request, failed())).as("of the password").isEqualTo(failed());
		this.nanos.addAndGet(Duration.ofMinutes(6).toNanos());
		assertThat(this.logins.begin(request)).isEqualTo(token("REGISTRY 2"));
		this.logins.learned(request, failed());
		this.logins.begin(request);
		assertThat(this.logins.learned(request, failed())).isInstanceOfSatisfying(OperationStatus.Failed.class,
				(failed) -> assertThat(failed.trouble().cure()).as("with the password").isEqualTo(TroubleCure.RETRY));
		assertThat(this.logins.begin(request)).isEqualTo(READER);
	}

	@Test
	void saysWhyThereIsNoTokenWhereThereIsNoPassword() {
		this.refusal = Optional
			.of(new VendorIdentityException("vendor-identity-subject", false, "It refuses", "Trust"));
		assertThatExceptionOfType(VendorIdentityException.class)
			.isThrownBy(() -> this.logins.begin(request(Optional.empty())))
			.satisfies((ex) -> assertThat(SourceLogins.trouble(ex))
				.isEqualTo(new ImportTrouble(TroubleCure.WAIT, "vendor-identity-subject", "It refuses. Trust")));
	}

	@Test
	void leavesOtherCredentialsAsTheyAre() {
		ImportRequest request = TestImportRequests.of(READER, Optional.empty(), Overwrite.WHEN_CHANGED);
		assertThat(this.logins.begin(request)).isEqualTo(READER);
		assertThat(this.logins.learned(request, failed())).isEqualTo(failed());
	}

	private static OperationStatus failed() {
		return new OperationStatus.Failed(UNAUTHORIZED);
	}

	private static EntraToken token(String value) {
		return new EntraToken(new Secret(value));
	}

	private static ImportRequest request(Optional<Credentials> password) {
		return TestImportRequests.of(new VendorIdentity("the-tenant", "the-client", Audience.REGISTRY, password),
				Optional.empty(), Overwrite.WHEN_CHANGED);
	}

}
