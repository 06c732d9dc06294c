package dev.acrsync.arm;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.UUID;

import com.azure.core.credential.AccessToken;
import com.azure.core.http.HttpClient;
import com.azure.resourcemanager.containerregistry.models.ImportImageParameters;
import com.azure.resourcemanager.containerregistry.models.ImportSource;
import dev.acrsync.identity.AzureRequests;
import dev.acrsync.identity.IdentityWatch;
import dev.acrsync.identity.TokenIssuer;
import dev.acrsync.identity.WatchedCredential;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Loads Azure's libraries and a first token in the background once the service is ready,
 * so that the first import need not wait seconds for them.
 */
class WarmUp implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(WarmUp.class);

	private static final ResourceId NOWHERE = new ResourceId("none", "none", "none");

	private final AzureSettings azure;

	private final IdentityWatch identityWatch;

	WarmUp(AzureSettings azure, IdentityWatch identityWatch) {
		this.azure = azure;
		this.identityWatch = identityWatch;
	}

	// No virtual thread: loading classes does not yield, and there may be but one carrier
	// to
	// answer requests
	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		Thread.ofPlatform().daemon().name("azure-warm-up").start(this::run);
	}

	void run() {
		rehearse();
		this.identityWatch.look();
	}

	/**
	 * Goes through an import of nothing that stays inside this process.
	 */
	private void rehearse() {
		AzureRequests unseen = new AzureRequests(new SimpleMeterRegistry());
		HttpClient nowhere = (_) -> Mono.error(new IOException("a rehearsal"));
		WatchedCredential nobody = new WatchedCredential((_) -> Mono.just(new AccessToken("none", OffsetDateTime.MAX)),
				new TokenIssuer("nobody", ""), ForeignTextSanitizer.hiding(), unseen, WatchedCredential.PATIENCE);
		ImportImageParameters nothing = new ImportImageParameters()
			.withSource(new ImportSource().withSourceImage("none"));
		try {
			new ArmClient(this.azure, nowhere, nobody, unseen, ForeignTextSanitizer.hiding()).post(NOWHERE, nothing,
					new UUID(0, 0));
		}
		catch (UnansweredException _) {
			logger.debug("Azure's libraries are loaded");
		}
	}

}
