package dev.acrsync.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.azure.core.credential.TokenRequestContext;
import dev.acrsync.settings.AzureSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Warns at the start and every hour while this service's identity gets no token, and
 * keeps what health says of it true.
 */
public class IdentityWatch implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(IdentityWatch.class);

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private static final Duration HOUR = Duration.ofHours(1);

	private final AzureSettings azure;

	private final WatchedCredential credential;

	private final Clock clock;

	private Instant warnAt = Instant.MIN;

	private Instant askAt = Instant.MIN;

	private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {
	});

	public IdentityWatch(AzureSettings azure, WatchedCredential credential, Clock clock) {
		this.azure = azure;
		this.credential = credential;
		this.clock = clock;
	}

	/**
	 * Asks for a token if there was none lately, or if it is time to, and warns if that
	 * was an hour ago.
	 */
	public synchronized void look() {
		Instant now = this.clock.instant();
		if (isOver(this.askAt, now) || this.credential.trouble().isPresent()) {
			this.askAt = now.plus(HOUR);
			ask();
		}
		this.credential.trouble().filter((_) -> isOver(this.warnAt, now)).ifPresent((trouble) -> {
			this.warnAt = now.plus(HOUR);
			logger.warn("No import can be started. {}", trouble);
		});
	}

	/** A clock that was put back does not make it silent for longer. */
	private static boolean isOver(Instant due, Instant now) {
		return !now.isBefore(due) || due.isAfter(now.plus(HOUR));
	}

	private void ask() {
		try {
			this.credential
				.getTokenSync(new TokenRequestContext().addScopes(CloudNames.of(this.azure.cloud()).managementScope()));
		}
		catch (IdentityUnavailableException ex) {
			logger.debug("There is still no token: {}", ex.getMessage());
		}
	}

	@Override
	public void start() {
		this.thread = Thread.ofVirtual().name("identity-watch").start(this::run);
	}

	private void run() {
		try {
			while (!Thread.currentThread().isInterrupted()) {
				Thread.sleep(INTERVAL);
				look();
			}
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void stop() {
		this.thread.interrupt();
	}

	@Override
	public boolean isRunning() {
		return this.thread.isAlive();
	}

}
