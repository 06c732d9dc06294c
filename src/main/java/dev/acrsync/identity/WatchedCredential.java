package dev.acrsync.identity;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.acrsync.network.UnreachedException;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An identity whose tokens are measured, waited for only so long, and whose failures say
 * what to check.
 */
public class WatchedCredential implements TokenCredential {

	/**
	 * The machine's identity endpoint may take half a minute before it fails.
	 */
	public static final Duration PATIENCE = Duration.ofSeconds(60);

	private final TokenCredential credential;

	private final TokenIssuer issuer;

	private final ForeignTextSanitizer foreignText;

	private final AzureRequests requests;

	private final Duration patience;

	private volatile @Nullable String trouble;

	public WatchedCredential(TokenCredential credential, TokenIssuer issuer, ForeignTextSanitizer foreignText,
			AzureRequests requests, Duration patience) {
		this.foreignText = foreignText;
		this.credential = credential;
		this.issuer = issuer;
		this.requests = requests;
		this.patience = patience;
	}

	/**
	 * Gives a token, or an {@link IdentityUnavailableException}.
	 */
	@Override
	public Mono<AccessToken> getToken(TokenRequestContext request) {
		return Mono.defer(() -> {
			long started = System.nanoTime();
			return Mono.defer(() -> this.credential.getToken(request))
				.switchIfEmpty(Mono.error(() -> new NoSuchElementException("the identity gave no token")))
				.timeout(this.patience)
				.doOnNext((_) -> this.requests.record(AzureRequests.AzureRequestKind.TOKEN, "200", started))
				.doOnNext((_) -> this.trouble = null)
				.doOnError((_) -> this.requests.record(AzureRequests.AzureRequestKind.TOKEN, AzureRequests.NO_TOKEN,
						started))
				.onErrorMap(this::unavailable)
				.doOnError((error) -> this.trouble = error.getMessage());
		});
	}

	@Override
	public AccessToken getTokenSync(TokenRequestContext request) {
		return Objects.requireNonNull(getToken(request).block());
	}

	/**
	 * Returns why the last token could not be had, if it could not.
	 */
	Optional<String> trouble() {
		return Optional.ofNullable(this.trouble);
	}

	/**
	 * Returns whom tokens come from.
	 */
	public String issuer() {
		return this.issuer.name();
	}

	private IdentityUnavailableException unavailable(Throwable error) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnreachedException unreached) {
				return new IdentityUnavailableException(
						"This service's own identity gets no token from Azure. " + unreached.getMessage(), error);
			}
		}
		return new IdentityUnavailableException("This service's own identity gets no token from Azure. "
				+ this.issuer.advice() + ". " + this.foreignText.line(error), error);
	}

}
