package dev.acrsync.vendorfederation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.acrsync.settings.Credentials.VendorIdentity;

/**
 * The ways in which a vendor's tenant is known to refuse us. See the <a href=
 * "https://learn.microsoft.com/entra/identity-platform/reference-error-codes">error
 * codes</a>.
 */
enum FederationFault {

	ISSUER("700211", "vendor-identity-issuer", "The vendor is at fault: its identity trusts another issuer than ours",
			"The vendor has to run: {trust}"),

	AUDIENCE("700212", "vendor-identity-audience",
			"The vendor is at fault: its identity trusts tokens for another audience than ours",
			"The vendor has to run: {trust}"),

	SUBJECT("700213|70021", "vendor-identity-subject",
			"The vendor is at fault: its identity trusts another subject than ours, or nobody yet",
			"The vendor has to run: {trust}"),

	UNKNOWN_IDENTITY("700016", "vendor-identity-unknown",
			"There is no identity '{client}' in the tenant '{tenant}': client-id or tenant-id is wrong, or the vendor has removed it",
			"The vendor has to run: az identity list --query \"[].{name:name, clientId:clientId, tenantId:tenantId}\" --output table, "
					+ "and tell which it is; set .entra.client-id and .entra.tenant-id to it. An app of your own tenant it lets in by: "
					+ "az ad sp create --id {client}"),

	TENANT("90002", "vendor-identity-tenant",
			"This configuration is at fault: there is no tenant '{tenant}' in this cloud",
			"The vendor has to run: az account show --query tenantId --output tsv; set .entra.tenant-id to what it prints"),

	CONSENT("65001", "vendor-identity-consent", "The vendor is at fault: its tenant has not let the app '{client}' in",
			"An administrator of the vendor's tenant has to run: az ad sp create --id {client}, or open "
					+ "https://login.microsoftonline.com/{tenant}/adminconsent?client_id={client}"),

	MIRRORED("700236", "vendor-identity-mirrored",
			"This configuration is at fault: the token of a managed identity is not taken for an identity of another tenant",
			"Make a multitenant app in your own tenant that trusts this managed identity, have the vendor let it in by "
					+ "'az ad sp create --id <client id of the app>', and set .entra.client-id to it: docs/azure/without-a-password.md tells how"),

	ASSERTION("700024|700027|50013|50027|500133|500011", "vendor-identity-expired",
			"This side is at fault: the token that proves who we are is not valid, or not at this time",
			"Compare this machine's clock with the true time, and see that the mounted token is renewed: on AKS by 'kubectl "
					+ "rollout restart deployment'"),

	BUSY("90033|90055|50196|900561|90014", "vendor-identity-unavailable", "The vendor's tenant is not well", ""),

	REFUSED("[0-9]+", "vendor-identity-refused", "The vendor's tenant '{tenant}' refuses the identity '{client}'",
			"The vendor has to look at its sign-in logs of managed identities and service principals. If it has made no "
					+ "federated credential yet: {trust}");

	private static final Pattern CODE = Pattern.compile("AADSTS([0-9]{5,7})");

	private final Pattern codes;

	private final String reason;

	private final String what;

	private final String cure;

	FederationFault(String codes, String reason, String what, String cure) {
		this.codes = Pattern.compile(codes);
		this.reason = reason;
		this.what = what;
		this.cure = cure;
	}

	/**
	 * Finds it by what Entra says. Without any code nobody of Entra has spoken.
	 */
	static FederationFault of(String said) {
		Matcher code = CODE.matcher(said);
		if (code.find()) {
			for (FederationFault fault : values()) {
				if (fault.codes.matcher(code.group(1)).matches()) {
					return fault;
				}
			}
		}
		return BUSY;
	}

	boolean isPassing() {
		return this == BUSY;
	}

	String reason() {
		return this.reason;
	}

	String what(VendorIdentity identity) {
		return named(this.what, identity);
	}

	/**
	 * Returns who has to do what.
	 */
	String cure(VendorIdentity identity, AssertionClaims claims) {
		return named(this.cure.replace("{trust}", claims.trustCommand(identity.clientId())), identity);
	}

	private static String named(String text, VendorIdentity identity) {
		return text.replace("{client}", identity.clientId()).replace("{tenant}", identity.tenantId());
	}

}
