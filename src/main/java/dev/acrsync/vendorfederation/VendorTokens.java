package dev.acrsync.vendorfederation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.registry.EntraTokens;
import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.Secret;

/**
 * Keeps the tokens of the identities that vendors have made for us, each for itself,
 * beside those of our own.
 */
public class VendorTokens implements EntraTokens {

	private final EntraTokens own;

	private final EntraTokens storage;

	private final FederatedAssertion federation;

	private final VendorIdentityWatch watch;

	private final LongSupplier nanos;

	private final Map<VendorTokenKey, RenewedToken> tokens = new ConcurrentHashMap<>();

	VendorTokens(EntraTokens own, EntraTokens storage, FederatedAssertion federation, VendorIdentityWatch watch,
			LongSupplier nanos) {
		this.own = own;
		this.storage = storage;
		this.federation = federation;
		this.watch = watch;
		this.nanos = nanos;
	}

	@Override
	public String registryToken() {
		return this.own.registryToken();
	}

	@Override
	public Secret storageToken() {
		return new Secret(this.storage.registryToken());
	}

	/**
	 * Returns a token of this identity and no other.
	 * @throws VendorIdentityException if none can be had
	 */
	@Override
	public Secret vendorToken(VendorIdentity identity, Audience audience) {
		return this.tokens
			.computeIfAbsent(new VendorTokenKey(identity.tenantId(), identity.clientId(), audience),
					(_) -> new RenewedToken(() -> ask(identity, audience), this.nanos))
			.get();
	}

	/**
	 * Returns what vendors' tenants are shown of us.
	 * @throws VendorIdentityException if there is nothing to show
	 */
	AssertionClaims claims() {
		return this.federation.claims();
	}

	/**
	 * Asks the vendor's tenant, whatever is kept.
	 * @throws VendorIdentityException if it gives none
	 */
	TenantToken ask(VendorIdentity identity, Audience audience) {
		try {
			TenantToken exchanged = this.federation.exchange(identity, audience);
			this.watch.works(identity);
			return exchanged;
		}
		catch (VendorIdentityException ex) {
			this.watch.fails(identity, ex);
			throw ex;
		}
	}

	/**
	 * What a token is of, and for.
	 */
	private record VendorTokenKey(String tenantId, String clientId, Audience audience) {
	}

}
