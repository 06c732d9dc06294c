package dev.acrsync.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Azure resource id of a container registry.
 *
 * @param subscription the subscription's id
 * @param resourceGroup the resource group's name
 * @param registry the registry's name
 */
public record ResourceId(String subscription, String resourceGroup, String registry) {

	/**
	 * What a resource id looks like, for messages.
	 */
	public static final String GRAMMAR = "/subscriptions/<id>/resourceGroups/<group>"
			+ "/providers/Microsoft.ContainerRegistry/registries/<name>";

	private static final Pattern ID = Pattern.compile(
			"/subscriptions/([0-9a-fA-F-]{36})/resourceGroups/([\\p{L}\\p{N}._()-]{1,90})"
					+ "/providers/Microsoft\\.ContainerRegistry/registries/([a-zA-Z0-9]{5,50})",
			Pattern.CASE_INSENSITIVE);

	/**
	 * Reads a resource id.
	 * @throws IllegalArgumentException if it is not the id of a container registry
	 */
	public static ResourceId parse(String text) {
		Matcher matcher = ID.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("a registry's resource id is " + GRAMMAR);
		}
		return new ResourceId(matcher.group(1), matcher.group(2), matcher.group(3));
	}

	/**
	 * Tells whether it is the same registry: ids are written in any case.
	 */
	public boolean isSameAs(ResourceId other) {
		return toString().equalsIgnoreCase(other.toString());
	}

	@Override
	public String toString() {
		return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.ContainerRegistry/registries/%s"
			.formatted(this.subscription, this.resourceGroup, this.registry);
	}

}
