package dev.acrsync;

import java.time.Clock;

import dev.acrsync.command.CommandFinder;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * Copies selected images from vendors' registries into our own as they are pushed.
 */
@SpringBootApplication
public class AcrSyncApplication {

	/**
	 * Starts the service, unless the line names a command.
	 */
	public static void main(String[] args) {
		CommandFinder.run(System.out, System.err, args)
			.ifPresentOrElse(System::exit, () -> SpringApplication.run(AcrSyncApplication.class, args));
	}

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

}
