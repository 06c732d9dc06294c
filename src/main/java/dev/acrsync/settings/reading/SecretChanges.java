package dev.acrsync.settings.reading;

import java.util.ArrayList;
import java.util.List;

import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * What a newer reading of the settings changes of secrets, and whether it may without a
 * restart.
 */
final class SecretChanges {

	private final SettingsProblems problems = new SettingsProblems();

	private final List<String> keys = new ArrayList<>();

	private final List<String> doubts = new ArrayList<>();

	Source source(Source old, Source now) {
		String key = "acr-sync.sources." + old.name();
		isChanged(key + ".webhook.secrets", old.door().secrets(), now.door().secrets());
		return old.withSecrets(registry(key, old.registry(), now.registry()), now.door().secrets());
	}

	Target target(Target old, Target now) {
		return new Target(old.name(), old.resourceId(),
				registry("acr-sync.targets." + old.name(), old.registry(), now.registry()));
	}

	private RegistryAccess registry(String key, RegistryAccess old, RegistryAccess now) {
		String password = key + ".password";
		if (!kind(old.credentials()).equals(kind(now.credentials()))) {
			this.problems.add(password, "it has come or gone",
					"Restart to change how the registry is logged in to; a changed password needs no restart");
		}
		boolean passwordIsNew = isChanged(password, old.credentials(), now.credentials());
		boolean endIsNew = isChanged(password + "-expires-at", old.passwordExpiresAt(), now.passwordExpiresAt());
		// An access token is new every hour, and says itself when it ends.
		if (passwordIsNew && !endIsNew && kind(now.credentials()).endsWith(Credentials.Basic.class.getSimpleName())) {
			now.passwordExpiresAt()
				.ifPresent((end) -> this.doubts.add(("%1$s has changed, and %1$s-expires-at still "
						+ "says %2$s. If the old password ends then, write down when the new one does, or remove it")
					.formatted(password, end)));
		}
		return old.withCredentialsOf(now);
	}

	private static String kind(Credentials credentials) {
		return credentials.getClass().getSimpleName() + ((credentials instanceof Credentials.VendorIdentity identity)
				? " " + identity.password().map(SecretChanges::kind).orElse("") : "");
	}

	private boolean isChanged(String key, Object old, Object now) {
		boolean changed = !old.equals(now);
		if (changed) {
			this.keys.add(key);
		}
		return changed;
	}

	/**
	 * Returns the keys whose values have changed.
	 * @throws InvalidSettingsException if one of them may not without a restart
	 */
	List<String> keys() {
		this.problems.throwIfAny();
		return this.keys;
	}

	/**
	 * Returns what may have been forgotten.
	 */
	List<String> doubts() {
		return this.doubts;
	}

}
