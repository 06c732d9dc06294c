package dev.acrsync.identity;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

import dev.acrsync.identity.PasswordExpiry.ExpirySource;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.sandbox.StandInIdentity;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Anonymous;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Credentials.EntraToken;
import dev.acrsync.settings.Credentials.ManagedIdentity;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.RegistryUse;
import dev.acrsync.settings.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who tells when a password ends.
 */
class PasswordExpiryTests {

	private static final Instant MAY = Instant.parse("2027-05-01T00:00:00Z");

	private static final Instant JUNE = Instant.parse("2027-06-01T00:00:00Z");

	@Test
	void isUnknownWhereNobodyTells() {
		assertThat(of(new Anonymous(), null)).isEmpty();
		assertThat(of(new ManagedIdentity(), null)).isEmpty();
		assertThat(of(basic("s3cret"), null)).isEmpty();
		assertThat(of(new EntraToken(new Secret("opaque")), null)).isEmpty();
	}

	@Test
	void isWhatWasWrittenDown() {
		assertThat(of(basic("s3cret"), MAY)).contains(new PasswordExpiry(MAY, ExpirySource.SETTING));
	}

	@Test
	void isWhatAnAccessTokenTellsWithAUsernameOrWithout() {
		String token = StandInIdentity.tokenUntil(MAY);
		assertThat(of(new EntraToken(new Secret(token)), null)).contains(new PasswordExpiry(MAY, ExpirySource.TOKEN));
		assertThat(of(basic(token), null)).contains(new PasswordExpiry(MAY, ExpirySource.TOKEN));
	}

	@Test
	void isTheEarlierWhereBothTell() {
		assertThat(of(basic(StandInIdentity.tokenUntil(MAY)), JUNE))
			.contains(new PasswordExpiry(MAY, ExpirySource.TOKEN));
		assertThat(of(basic(StandInIdentity.tokenUntil(JUNE)), MAY))
			.contains(new PasswordExpiry(MAY, ExpirySource.SETTING));
	}

	private static Optional<PasswordExpiry> of(Credentials credentials, @Nullable Instant written) {
		return PasswordExpiry.of(new RegistryAccess(new RegistryHost("contoso.azurecr.io"),
				URI.create("https://contoso.azurecr.io"), credentials, Optional.ofNullable(written),
				new RegistryUse(RegistryUse.RegistryRole.SOURCE, "contoso")));
	}

	private static Basic basic(String password) {
		return new Basic("acr-sync-token", new Secret(password));
	}

}
