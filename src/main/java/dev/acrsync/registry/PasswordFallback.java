package dev.acrsync.registry;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.RegistryAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Has the password of a source used while the vendor's identity beside it does not work,
 * as during a move from one to the other. Every five minutes the identity is tried again.
 */
@Component
public final class PasswordFallback {

	private static final Logger logger = LoggerFactory.getLogger(PasswordFallback.class);

	private static final Duration PAUSE = Duration.ofMinutes(5);

	private final LongSupplier nanos;

	/** Until when which source is not reached with its identity. */
	private final Map<String, Long> inUse = new ConcurrentHashMap<>();

	/** Which sources were reached with their identity. */
	private final Map<String, Boolean> identities = new ConcurrentHashMap<>();

	@Autowired
	PasswordFallback() {
		this(System::nanoTime);
	}

	/**
	 * Measures time by a clock that nobody sets.
	 */
	public PasswordFallback(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Returns the registry as it is reached with its password, if it has one beside an
	 * identity.
	 */
	public Optional<RegistryAccess> of(RegistryAccess registry) {
		return (registry.credentials() instanceof VendorIdentity identity) ? identity.password().map(registry::with)
				: Optional.empty();
	}

	/**
	 * Tells whether the identity does not work, and was tried not long ago.
	 */
	public boolean isInUse(RegistryAccess registry) {
		Long until = this.inUse.get(registry.use().name());
		return until != null && this.nanos.getAsLong() - until < 0;
	}

	/**
	 * Has the password used from now on.
	 * @param reason why the identity does not work
	 */
	public void use(RegistryAccess registry, String reason) {
		String source = registry.use().name();
		if (this.inUse.put(source, this.nanos.getAsLong() + PAUSE.toNanos()) == null) {
			this.identities.remove(source);
			logger.warn("Source '{}' is reached with its password: its Entra identity does not work. {}", source,
					reason);
		}
	}

	/**
	 * Says that the identity works.
	 */
	public void leave(RegistryAccess registry) {
		String source = registry.use().name();
		this.inUse.remove(source);
		if (this.identities.putIfAbsent(source, true) == null) {
			logger.info("Source '{}' is reached with its Entra identity; its password is not used", source);
		}
	}

}
