package dev.acrsync.storagequeue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a queue answers, well and badly.
 */
class QueueAnswerTests {

	private static final String BEGIN = "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><QueueMessagesList>";

	private static final String MESSAGE = "<QueueMessage><MessageId>m1</MessageId><InsertionTime>Sat, 28 Nov 2026 04:53:54 GMT"
			+ "</InsertionTime><ExpirationTime>Sat, 05 Dec 2026 04:53:54 GMT</ExpirationTime><PopReceipt>p1</PopReceipt>"
			+ "<TimeNextVisible>Sat, 28 Nov 2026 04:54:54 GMT</TimeNextVisible><DequeueCount>2</DequeueCount>"
			+ "<MessageText>{\"a\":\"&lt;b&gt;\"}</MessageText></QueueMessage>";

	private static final String END = "</QueueMessagesList>";

	@Test
	void messagesAreReadAsAzureWritesThem() throws IOException {
		assertThat(read(BEGIN + MESSAGE + END))
			.containsExactly(new QueueMessage("m1", Instant.parse("2026-11-28T04:53:54Z"), "p1", 2, "{\"a\":\"<b>\"}"));
		assertThat(read("<?xml version=\"1.0\"?><QueueMessagesList/>")).isEmpty();
	}

	@Test
	void aBodyIsReadFromBase64OrAsItIs() {
		assertThat(body("eyJhIjoi w6QifQ==\n")).isEqualTo("{\"a\":\"ä\"}");
		assertThat(body(" [{\"a\":1}]")).isEqualTo(" [{\"a\":1}]");
		assertThat(body("eyJ=hIjoi")).isEqualTo("eyJ=hIjoi");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no XML", "<html/>", BEGIN,
			BEGIN + "<QueueMessage><MessageId>m1</MessageId></QueueMessage>" + END,
			"<!DOCTYPE QueueMessagesList [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><QueueMessagesList><QueueMessage><MessageId>&a;</MessageId></QueueMessage></QueueMessagesList>",
			"<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><QueueMessagesList/>",
			"<QueueMessagesList><a><b><c><d><e><f><g><h/></g></f></e></d></c></b></a></QueueMessagesList>" })
	void whatIsNoListOfMessagesIsRefused(String body) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(body));
	}

	@Test
	void moreThanWasAskedForIsRefused() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(BEGIN + MESSAGE.repeat(33) + END));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> read(BEGIN + MESSAGE.replace("{", "a".repeat(200_000)) + END));
	}

	private static List<QueueMessage> read(String body) throws IOException {
		return QueueAnswer.messages(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
	}

	private static String body(String text) {
		return new String(new QueueMessage("m1", Instant.EPOCH, "p1", 1, text).body(), StandardCharsets.UTF_8);
	}

}
