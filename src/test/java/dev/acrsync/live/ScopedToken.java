package dev.acrsync.live;

import java.time.Instant;
import java.util.Map;

import dev.acrsync.live.RegistryLogin.UserLogin;

/**
 * A token of a scope map at the vendor's registry.
 *
 * @param stage where it was made
 * @param id its resource id
 * @param login its name and password
 */
record ScopedToken(StatementStage stage, String id, UserLogin login) {

	RegistrySession session() {
		return this.stage.vendor().session().as(this.login);
	}

	/**
	 * Returns it with a password that is good for a short time.
	 */
	ScopedToken shortLived() {
		Instant end = Instant.now().plus(this.stage.access().shortLife());
		return new ScopedToken(this.stage, this.id,
				this.stage.password(Map.of("tokenId", this.id, "name", "password1", "expiry", end.toString())));
	}

	void disable() {
		this.stage.arm()
			.patch(this.id, Map.of("properties", Map.of("status", "disabled")))
			.required("The disabling of a token");
	}

}
