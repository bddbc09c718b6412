package io.bidder.trainer.alarm;

import java.util.Locale;

/** The alarms as a text file of metrics, as node-exporter's textfile collector reads them. */
final class EventReportMetrics {
  private static final double SECOND_MILLIS = 1e3;

  private EventReportMetrics() {}

  static String of(EventReport report) {
    StringBuilder text = new StringBuilder();
    text.append("# HELP bidder_report_alarms Alarms that the log tells, by kind.\n");
    text.append("# TYPE bidder_report_alarms gauge\n");
    for (Alarm.Kind kind : Alarm.Kind.values()) {
      long count = report.alarms().stream().filter(alarm -> alarm.kind() == kind).count();
      text.append("bidder_report_alarms{kind=\"%s\"} %d\n".formatted(kind.words, count));
    }
    text.append("# HELP bidder_report_alarm An alarm that the log tells.\n");
    text.append("# TYPE bidder_report_alarm gauge\n");
    report.alarms().stream()
        .map(alarm ->
            "bidder_report_alarm{kind=\"%s\",of=\"%s\",name=\"%s\",outcome=\"%s\"} 1\n"
                .formatted(
                    alarm.kind().words, alarm.grouping(), escape(alarm.name()), alarm.outcome()))
        .distinct()
        .forEach(text::append);
    text.append("# HELP bidder_report_log_time_seconds The newest time that the log knows.\n");
    text.append("# TYPE bidder_report_log_time_seconds gauge\n");
    text.append(
        String.format(
            Locale.ROOT,
            "bidder_report_log_time_seconds %.3f\n",
            report.toMillis() / SECOND_MILLIS));
    return text.toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
