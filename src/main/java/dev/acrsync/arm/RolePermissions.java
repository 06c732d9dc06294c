package dev.acrsync.arm;

import java.util.List;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

/**
 * What the roles of our identity let it do to a resource. Deny assignments are not seen.
 *
 * @param grants by role
 */
public record RolePermissions(List<RoleGrant> grants) {

	static RolePermissions of(JsonNode answer) {
		return new RolePermissions(answer.path("value")
			.valueStream()
			.map((grant) -> new RoleGrant(list(grant, "actions"), list(grant, "notActions")))
			.toList());
	}

	private static List<String> list(JsonNode grant, String field) {
		return grant.path(field).valueStream().map((action) -> action.asString("")).toList();
	}

	/**
	 * Tells whether a role grants this action, and does not take it away again.
	 */
	public boolean allow(String action) {
		return this.grants.stream()
			.anyMatch((grant) -> names(grant.actions(), action) && !names(grant.notActions(), action));
	}

	private static boolean names(List<String> patterns, String action) {
		return patterns.stream()
			.map((pattern) -> "\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E")
			.anyMatch((regex) -> Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(action).matches());
	}

	/**
	 * What one role grants.
	 *
	 * @param actions names of actions, in which {@code *} stands for anything
	 * @param notActions those of them that it does not grant
	 */
	public record RoleGrant(List<String> actions, List<String> notActions) {
	}

}
