package dev.acrsync.live;

/**
 * A registry that the run has made.
 *
 * @param id its resource id
 * @param loginServer its login server
 * @param roleMode its {@code roleAssignmentMode} as it was made
 * @param session asks it as whoever is logged in
 */
record LiveRegistry(String id, String loginServer, String roleMode, RegistrySession session) {

	String name() {
		return this.id.substring(this.id.lastIndexOf('/') + 1);
	}

}
