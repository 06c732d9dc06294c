package dev.acrsync.vendorfederation;

import java.util.Optional;

import dev.acrsync.identity.EntraClaims;
import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.Credentials.VendorIdentity;

/**
 * Asks vendors' tenants whether they take us for the identities that they made for us.
 */
public final class VendorInspection {

	private final VendorTokens tokens;

	VendorInspection(VendorTokens tokens) {
		this.tokens = tokens;
	}

	/**
	 * Returns what vendors' tenants are shown of us.
	 * @throws VendorIdentityException if there is nothing to show
	 */
	public AssertionClaims assertion() {
		return this.tokens.claims();
	}

	/**
	 * Asks a vendor's tenant for a token of its identity, and returns whose it is if it
	 * says so.
	 * @throws VendorIdentityException if none can be had; the message says what to check
	 */
	public Optional<EntraClaims> token(VendorIdentity identity) {
		return EntraClaims.read(this.tokens.ask(identity, identity.audience()).token().reveal());
	}

}
