package dev.acrsync.settings.reading;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Takes over webhook secrets and registry passwords when their mounted files change. The
 * files are read again and again, since a watch does not see every way in which a mounted
 * directory is exchanged. A new value that will not do leaves the old ones in force.
 */
class SecretRotation implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(SecretRotation.class);

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private final ConfigurableEnvironment environment;

	private final Settings settings;

	private volatile boolean active;

	private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {
	});

	SecretRotation(ConfigurableEnvironment environment, Settings settings) {
		this.environment = environment;
		this.settings = settings;
	}

	@Override
	public void start() {
		if (MountedFiles.areUsed(this.environment)) {
			this.active = true;
			this.thread = Thread.ofVirtual().name("secret-rotation").start(this::run);
		}
	}

	private void run() {
		while (this.active) {
			try {
				Thread.sleep(INTERVAL);
				look();
			}
			catch (InterruptedException ex) {
				this.active = false;
			}
		}
	}

	/**
	 * Looks once, and takes over what has changed.
	 */
	void look() {
		try {
			if (MountedFiles.readAgain(this.environment)) {
				takeOver(SettingsReader
					.read(Binder.get(this.environment).bindOrCreate("acr-sync", Bindable.of(AcrSyncProperties.class))));
			}
		}
		catch (InvalidSettingsException ex) {
			logger.error("Changed files are not taken over, and the old values stay in force:\n{}", ex.getMessage());
		}
		// Whatever it is: without this thread no secret would ever be taken over again.
		catch (RuntimeException ex) {
			logger.error("Changed files cannot be read, and the old values stay in force: {}",
					ex.getClass().getSimpleName());
		}
	}

	private void takeOver(Settings read) {
		SecretChanges changes = new SecretChanges();
		Map<String, Source> sources = new TreeMap<>(this.settings.sources());
		sources.replaceAll((name, old) -> read.source(name).map((now) -> changes.source(old, now)).orElse(old));
		Map<String, Target> targets = new TreeMap<>(this.settings.targets());
		targets.replaceAll((name, old) -> read.target(name).map((now) -> changes.target(old, now)).orElse(old));
		if (!changes.keys().isEmpty()) {
			this.settings.rotate(sources, targets);
			logger.info("Took over changed secrets: {}", String.join(", ", changes.keys()));
			changes.doubts().forEach(logger::warn);
		}
	}

	@Override
	public void stop() {
		this.active = false;
		this.thread.interrupt();
	}

	@Override
	public boolean isRunning() {
		return this.active;
	}

}
