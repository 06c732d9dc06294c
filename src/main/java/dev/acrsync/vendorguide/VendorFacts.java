package dev.acrsync.vendorguide;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.vendorfederation.AssertionClaims;

/**
 * What one vendor has to know of this customer.
 *
 * @param source the vendor's registry as it is configured here
 * @param targets where its images go, if it may know
 * @param publicUrl where it reaches the service
 * @param shown what its tenant will be shown of us
 * @param secret the webhook's secret, if it is to be written down
 * @param contact whom it writes to
 */
record VendorFacts(Source source, List<String> targets, Optional<URI> publicUrl, Optional<AssertionClaims> shown,
		Optional<Secret> secret, Optional<String> contact) {

	static VendorFacts of(Source source, Settings settings, Optional<AssertionClaims> shown, boolean withSecret,
			Optional<String> contact) {
		TreeSet<String> targets = new TreeSet<>();
		if (source.door().showTargets()) {
			source.rules()
				.rules()
				.forEach((rule) -> rule.targets()
					.forEach((name) -> settings.target(name)
						.ifPresent((target) -> targets.add(target.registry().host().value()))));
		}
		return new VendorFacts(source, List.copyOf(targets), settings.publicUrl(), shown,
				source.door().secrets().stream().findFirst().filter((_) -> withSecret), contact);
	}

	VendorFacts with(Optional<AssertionClaims> shown) {
		return new VendorFacts(this.source, this.targets, this.publicUrl, shown, this.secret, this.contact);
	}

	Optional<VendorIdentity> identity() {
		return (this.source.registry().credentials() instanceof VendorIdentity identity) ? Optional.of(identity)
				: Optional.empty();
	}

	/**
	 * Tells whether an app of ours is let in, as where we have a managed identity.
	 */
	boolean isApp() {
		return this.shown.filter((claims) -> claims.issuer().startsWith("https://login.")).isPresent();
	}

}
