package dev.acrsync.doctor;

import dev.acrsync.identity.EntraClaims;
import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.vendorfederation.AssertionClaims;
import dev.acrsync.vendorfederation.VendorInspection;

/**
 * Checks that the tenant of a source gives tokens of the identity that it made for us.
 */
final class FederationCheck {

	private final VendorInspection vendors;

	FederationCheck(VendorInspection vendors) {
		this.vendors = vendors;
	}

	Finding look(CheckedRegistry side, VendorIdentity identity) {
		String shown = "";
		try {
			AssertionClaims claims = this.vendors.assertion();
			shown = claims.words();
			String objectId = this.vendors.token(identity)
				.flatMap(EntraClaims::objectId)
				.map((id) -> ", object id " + id)
				.orElse("");
			return Finding.ok(side.subject(), "The tenant %s gives tokens of its identity %s%s. It is shown %s"
				.formatted(identity.tenantId(), identity.clientId(), objectId, shown));
		}
		catch (VendorIdentityException ex) {
			String what = ex.what() + (shown.isEmpty() ? "" : ". What it is shown: " + shown);
			String cure = ex.cure().isEmpty() ? "Ask again in a minute; then see what may go out from here" : ex.cure();
			return identity.password().isPresent()
					? Finding.warning(side.subject(), what + ". Its password is used meanwhile", cure)
					: Finding.error(side.subject(), what, cure);
		}
	}

}
