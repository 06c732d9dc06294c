package dev.acrsync.eventgrid;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.acrsync.intake.EventJudge;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.EventDoor;
import dev.acrsync.rules.Rules;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.GridEvents;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Wherever a message breaks off, it is not taken for one that cannot be read.
 */
class GridMessageReaderTests {

	private static final Source SOURCE = TestSettings.source("contoso", new Rules(List.of()));

	@Test
	void aMessageThatBreaksOffIsNotDecided() {
		byte[] whole = GridEvents
			.batch(List.of(GridEvents.withTextData(GridEvents
				.event(AcrEvents.push("contoso.azurecr.io", "tripinsights/poi", "v1", TestPushes.digest('a'))))))
			.toString()
			.getBytes(StandardCharsets.UTF_8);
		for (int length = 0; length < whole.length; length++) {
			InputStream broken = new SequenceInputStream(new ByteArrayInputStream(whole, 0, length),
					new BrokenInputStream());
			assertThatExceptionOfType(IOException.class).as("after " + length)
				.isThrownBy(
						() -> new GridMessageReader(new GridEventJudge(new EventJudge((_) -> SOURCE.registry().host())))
							.read(SOURCE, EventDoor.EVENT_GRID, broken));
		}
	}

	/**
	 * A connection that is lost.
	 */
	private static final class BrokenInputStream extends InputStream {

		@Override
		public int read() throws IOException {
			throw new IOException("Connection reset");
		}

	}

}
