package dev.acrsync.watching;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import dev.acrsync.database.RepeatedStep;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

import org.springframework.context.SmartLifecycle;

/**
 * Watches each source that is to be watched, on a thread of its own: none waits for
 * another.
 */
final class SourceWatches implements SmartLifecycle {

	private static final Duration AFTER_TROUBLE = Duration.ofSeconds(10);

	private final Settings settings;

	private final WatchReporter reporter;

	private final Map<String, SourceWatch> watches = new LinkedHashMap<>();

	private final Map<String, RepeatedStep> steps = new LinkedHashMap<>();

	private volatile boolean running;

	SourceWatches(Settings settings, Supplier<SourceWatch> watches, WatchReporter reporter) {
		this.settings = settings;
		this.reporter = reporter;
		new TreeMap<>(settings.sources()).forEach((name, source) -> source.pulls().watch().ifPresent((_) -> {
			this.watches.put(name, watches.get());
			this.steps.put(name, new RepeatedStep("watch-" + name, AFTER_TROUBLE, () -> look(name)));
		}));
	}

	/**
	 * Looks at a source once.
	 * @return how long to rest
	 */
	Duration look(String name) {
		Source source = this.settings.source(name).orElseThrow();
		Optional<WatchResult> result = Optional.ofNullable(this.watches.get(name)).orElseThrow().look(source);
		result.ifPresent((it) -> this.reporter.looked(name, it));
		return result.map(WatchResult::rest).or(() -> source.pulls().watch()).orElse(AFTER_TROUBLE);
	}

	@Override
	public void start() {
		this.running = true;
		this.steps.values().forEach(RepeatedStep::start);
	}

	@Override
	public void stop() {
		this.running = false;
		this.watches.values().forEach(SourceWatch::stop);
		this.steps.values().forEach(RepeatedStep::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
