package dev.acrsync.vendorfederation;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import dev.acrsync.identity.AzureCredentialFactory;
import dev.acrsync.identity.AzureRequests;
import dev.acrsync.identity.CloudNames;
import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.Secret;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import reactor.core.publisher.Mono;

/**
 * Shows what proves who we are to the tenant of a vendor, for a token of the identity
 * that it made for us. Each exchange is one of its own: Azure's identity library would
 * keep what it got until five minutes before its end, and the assertion as well.
 */
final class FederatedAssertion {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/**
	 * Azure's identity library reads answers on the few threads that its requests wait
	 * on, so that very many at once would wait for each other.
	 */
	private static final int AT_ONCE = 4;

	private final Semaphore turns = new Semaphore(AT_ONCE);

	private final AzureSettings azure;

	private final AzureCredentialFactory identities;

	private final Supplier<String> assertion;

	private final AzureRequests requests;

	private final ForeignTextSanitizer foreignText;

	FederatedAssertion(AzureSettings azure, AzureCredentialFactory identities, Supplier<String> assertion,
			AzureRequests requests, ForeignTextSanitizer foreignText) {
		this.azure = azure;
		this.identities = identities;
		this.assertion = assertion;
		this.requests = requests;
		this.foreignText = foreignText;
	}

	/**
	 * Returns what vendors' tenants are shown of us.
	 * @throws VendorIdentityException if there is nothing to show
	 */
	AssertionClaims claims() {
		return AssertionClaims.of(assertion());
	}

	/**
	 * Asks the vendor's tenant for a token.
	 * @throws VendorIdentityException if it gives none
	 */
	TenantToken exchange(VendorIdentity identity, Audience audience) {
		try {
			this.turns.acquire();
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw new VendorIdentityException("vendor-identity-unavailable", true, "The service is stopping", "");
		}
		try {
			return exchange(identity, audience, assertion());
		}
		finally {
			this.turns.release();
		}
	}

	private TenantToken exchange(VendorIdentity identity, Audience audience, String shown) {
		TokenRequestContext request = new TokenRequestContext()
			.addScopes(CloudNames.of(this.azure.cloud()).scope(audience));
		long started = System.nanoTime();
		try {
			AccessToken token = this.identities.vendor(identity, () -> shown)
				.getToken(request)
				.switchIfEmpty(Mono.error(() -> new NoSuchElementException("the tenant gave no token")))
				.blockOptional(PATIENCE)
				.orElseThrow();
			this.requests.record(AzureRequests.AzureRequestKind.VENDOR_TOKEN, "200", started);
			return new TenantToken(new Secret(token.getToken()),
					Duration.between(OffsetDateTime.now(token.getExpiresAt().getOffset()), token.getExpiresAt()));
		}
		catch (RuntimeException ex) {
			this.requests.record(AzureRequests.AzureRequestKind.VENDOR_TOKEN, AzureRequests.REFUSED, started);
			FederationFault fault = FederationFault.of(said(ex));
			throw new VendorIdentityException(fault.reason(), fault.isPassing(),
					fault.what(identity) + ". " + this.foreignText.line(ex),
					fault.cure(identity, AssertionClaims.of(shown)));
		}
	}

	private String assertion() {
		try {
			return this.assertion.get();
		}
		catch (IllegalStateException ex) {
			throw new VendorIdentityException("vendor-identity-assertion", true,
					"This side is at fault: nothing proves to the vendor's tenant who we are. "
							+ String.valueOf(ex.getMessage()),
					"");
		}
	}

	private static String said(Throwable error) {
		List<String> messages = new ArrayList<>();
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			messages.add(String.valueOf(cause.getMessage()));
		}
		return String.join(" ", messages);
	}

}
