package dev.acrsync.queueconsumer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import dev.acrsync.database.RepeatedStep;
import dev.acrsync.settings.Settings;

import org.springframework.context.SmartLifecycle;

/**
 * Reads the queue of each source that has one, on a thread of its own: none waits for
 * another.
 */
final class SourceInboxes implements SmartLifecycle {

	private static final Duration AFTER_TROUBLE = Duration.ofSeconds(10);

	private final Settings settings;

	private final Map<String, SourceInbox> inboxes = new LinkedHashMap<>();

	private final Map<String, RepeatedStep> steps = new LinkedHashMap<>();

	private volatile boolean running;

	SourceInboxes(Settings settings, Supplier<SourceInbox> inboxes) {
		this.settings = settings;
		new TreeMap<>(settings.sources()).forEach((name, source) -> source.pulls().queue().ifPresent((_) -> {
			this.inboxes.put(name, inboxes.get());
			this.steps.put(name, new RepeatedStep("inbox-" + name, AFTER_TROUBLE, () -> read(name)));
		}));
	}

	/**
	 * Reads some messages of a source.
	 * @return how long to rest
	 */
	Duration read(String name) {
		return Optional.ofNullable(this.inboxes.get(name)).orElseThrow().read(this.settings.source(name).orElseThrow());
	}

	@Override
	public void start() {
		this.running = true;
		this.steps.values().forEach(RepeatedStep::start);
	}

	@Override
	public void stop() {
		this.running = false;
		this.steps.values().forEach(RepeatedStep::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
