package dev.acrsync.arm;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Tag;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.registry.AcceptedAudiences;
import dev.acrsync.registry.EntraTokens;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.RegistryAccess;

/**
 * Gives what Azure pulls with: for an identity of the vendor's tenant a token that is
 * read anew for each import, and for the other audience once where this is refused.
 */
final class SourceLogins {

	private static final int MOST = 5_000;

	private static final Set<String> REFUSALS = Set.of("source-unauthorized", "source-denied");

	private final EntraTokens tokens;

	private final PasswordFallback fallback;

	private final AcceptedAudiences audiences = new AcceptedAudiences();

	/** What was shown for the latest imports, and refused. */
	private final Map<ImportKey, Set<Audience>> refused = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<ImportKey, Set<Audience>> eldest) {
			return size() > MOST;
		}

	};

	private final Map<ImportKey, Audience> begun = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<ImportKey, Audience> eldest) {
			return size() > MOST;
		}

	};

	SourceLogins(EntraTokens tokens, PasswordFallback fallback) {
		this.tokens = tokens;
		this.fallback = fallback;
	}

	static ImportTrouble trouble(VendorIdentityException ex) {
		return new ImportTrouble(ex.isPassing() ? TroubleCure.RETRY : TroubleCure.WAIT, ex.code(),
				String.valueOf(ex.getMessage()));
	}

	/**
	 * Returns what Azure would pull with now.
	 * @throws VendorIdentityException if the vendor's tenant gives no token
	 */
	Credentials of(ImportRequest request) {
		RegistryAccess registry = request.source().registry();
		if (!(registry.credentials() instanceof VendorIdentity identity)) {
			return registry.credentials();
		}
		Optional<Credentials> password = this.fallback.of(registry).map(RegistryAccess::credentials);
		if (password.isPresent() && this.fallback.isInUse(registry)) {
			return password.get();
		}
		try {
			return new Credentials.EntraToken(this.tokens.vendorToken(identity, audience(request, identity)));
		}
		catch (VendorIdentityException ex) {
			if (password.isEmpty()) {
				throw ex;
			}
			this.fallback.use(registry, String.valueOf(ex.getMessage()));
			return password.get();
		}
	}

	/**
	 * Returns the same for an import that is about to be sent, and remembers it.
	 */
	Credentials begin(ImportRequest request) {
		Credentials credentials = of(request);
		if (request.source().registry().credentials() instanceof VendorIdentity identity) {
			synchronized (this) {
				if (credentials instanceof Credentials.EntraToken) {
					this.begun.put(ImportKey.of(request), audience(request, identity));
				}
				else {
					this.begun.remove(ImportKey.of(request));
				}
			}
		}
		return credentials;
	}

	/**
	 * Takes note of whether what was shown was accepted, and says what comes next where
	 * it was not.
	 */
	OperationStatus learned(ImportRequest request, OperationStatus operation) {
		return (request.source().registry().credentials() instanceof VendorIdentity identity) ? switch (operation) {
			case OperationStatus.Ended ended -> accepted(request, identity, ended);
			case OperationStatus.Failed(ImportTrouble trouble) when REFUSALS.contains(trouble.code()) ->
				refused(request, identity, trouble).<OperationStatus>map(OperationStatus.Failed::new).orElse(operation);
			case OperationStatus.Failed _, OperationStatus.Running _, OperationStatus.Doubtful _,
					OperationStatus.Unknown _ ->
				operation;
		} : operation;
	}

	private synchronized Audience audience(ImportRequest request, VendorIdentity identity) {
		Audience first = this.audiences.of(identity);
		return this.refused.getOrDefault(ImportKey.of(request), Set.of()).contains(first) ? first.other() : first;
	}

	private synchronized OperationStatus accepted(ImportRequest request, VendorIdentity identity,
			OperationStatus ended) {
		this.refused.remove(ImportKey.of(request));
		Optional.ofNullable(this.begun.remove(ImportKey.of(request)))
			.ifPresent((audience) -> this.audiences.accepted(identity, audience));
		return ended;
	}

	/**
	 * One image that is refused does not tell which audience others need; but where
	 * nothing is known yet the next ones begin with the other.
	 */
	private synchronized Optional<ImportTrouble> refused(ImportRequest request, VendorIdentity identity,
			ImportTrouble trouble) {
		ImportKey shown = ImportKey.of(request);
		Audience audience = this.begun.remove(shown);
		if (audience == null) {
			return Optional.empty();
		}
		Set<Audience> both = this.refused.computeIfAbsent(shown, (_) -> EnumSet.noneOf(Audience.class));
		both.add(audience);
		if (both.size() == 1) {
			this.audiences.accepted(identity, audience.other());
			return Optional.of(new ImportTrouble(TroubleCure.RETRY, "vendor-identity-audience",
					"The source registry does not take the token of the vendor's identity '%s'; one for %s is tried. %s"
						.formatted(identity.clientId(), words(audience.other()), trouble.message())));
		}
		this.refused.remove(shown);
		RegistryAccess registry = request.source().registry();
		String message = ("The source registry is at fault, not the target: it does not let the vendor's identity '%s' "
				+ "read '%s'. Its owner has to give it 'Container Registry Repository Reader', or 'AcrPull' where roles "
				+ "have no conditions: the doctor prints the command. %s")
			.formatted(identity.clientId(), request.repository(), trouble.message());
		if (this.fallback.of(registry).isPresent()) {
			this.fallback.use(registry, message);
			return Optional.of(new ImportTrouble(TroubleCure.RETRY, "vendor-identity-denied", message));
		}
		return Optional.of(new ImportTrouble(TroubleCure.WAIT, "vendor-identity-denied", message));
	}

	private static String words(Audience audience) {
		return switch (audience) {
			case REGISTRY -> "registries";
			case RESOURCE_MANAGER -> "Azure Resource Manager";
			case STORAGE -> "Azure Storage";
		};
	}

	/**
	 * What is imported, of which there is one at a time.
	 */
	private record ImportKey(String source, String target, Destination destination, Optional<Tag> tag, Digest digest) {

		static ImportKey of(ImportRequest request) {
			return new ImportKey(request.source().name(), request.target().name(), request.destination(), request.tag(),
					request.digest());
		}

	}

}
