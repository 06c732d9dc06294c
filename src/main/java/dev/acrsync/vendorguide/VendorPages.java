package dev.acrsync.vendorguide;

import java.util.Optional;

import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.vendorfederation.AssertionClaims;
import dev.acrsync.vendorfederation.VendorInspection;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Writes for each vendor what it has to do.
 */
@Component
public final class VendorPages {

	private final Settings settings;

	private final VendorInspection vendors;

	private final Environment environment;

	VendorPages(Settings settings, VendorInspection vendors, Environment environment) {
		this.settings = settings;
		this.vendors = vendors;
		this.environment = environment;
	}

	/**
	 * Writes the page for a vendor.
	 * @param withSecret whether the webhook's secret is written down in it
	 * @param contact whom the vendor writes to
	 * @throws IllegalArgumentException if there is no such source
	 */
	public String write(String name, boolean withSecret, Optional<String> contact) {
		Source source = this.settings.source(name)
			.orElseThrow(() -> new IllegalArgumentException("There is no source '" + name + "': there are "
					+ String.join(", ", this.settings.sources().keySet().stream().sorted().toList())));
		VendorFacts facts = VendorFacts.of(source, this.settings, Optional.empty(), withSecret,
				contact.map((it) -> it.replaceAll("\\p{Cntrl}", " ").strip()));
		boolean known = facts.identity().isPresent()
				|| !this.environment.getProperty("AZURE_FEDERATED_TOKEN_FILE", "").isBlank();
		return new VendorPage(known ? facts.with(shown()) : facts).markdown();
	}

	/**
	 * Who this service is can be told only where it runs.
	 */
	private Optional<AssertionClaims> shown() {
		try {
			return Optional.of(this.vendors.assertion()).filter((it) -> it.issuer().startsWith("https://"));
		}
		catch (VendorIdentityException _) {
			return Optional.empty();
		}
	}

}
