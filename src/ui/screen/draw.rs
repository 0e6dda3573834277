use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Cell, Clear, Paragraph, Row, Table, TableState};

use super::{Picture, Shade, Text};
use crate::render::Align;

/// Blanks between columns.
const GAP: u16 = 2;
/// What the first column is left with at least.
const LEAST: u16 = 12;
/// Rows that a table keeps where the screen is low.
const LEAST_ROWS: u16 = 4;

/// Draws a picture over the whole frame.
pub(super) fn draw(
    frame: &mut Frame<'_>,
    picture: &Picture,
    table: &mut TableState,
    is_coloured: bool,
) {
    let painter = Painter { is_coloured };
    let panel = match picture.panel {
        "" => 0,
        _ => u16::try_from(picture.lines.len())
            .unwrap_or(u16::MAX)
            .saturating_add(1),
    };
    let [title, main, panel, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(LEAST_ROWS),
        Constraint::Length(panel),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    painter.title(frame, picture, title);
    painter.table(frame, picture, table, main);
    painter.panel(frame, picture, panel);
    let faint = Style::new().add_modifier(Modifier::DIM);
    frame.render_widget(
        Paragraph::new(picture.footer.text.as_str()).style(faint),
        footer,
    );
    if !picture.help.is_empty() {
        painter.help(frame, picture.help, main);
    }
}

struct Painter {
    is_coloured: bool,
}

impl Painter {
    fn style(&self, shade: Shade) -> Style {
        let colour = match shade {
            Shade::Plain => return Style::new(),
            Shade::Good => Color::Green,
            Shade::Doubtful => Color::Yellow,
            Shade::Bad => Color::Red,
        };
        if self.is_coloured {
            Style::new().fg(colour)
        } else {
            Style::new()
        }
    }

    fn line<'a>(&self, text: &'a Text) -> Line<'a> {
        Line::styled(text.text.as_str(), self.style(text.shade))
    }

    fn title(&self, frame: &mut Frame<'_>, picture: &Picture, area: Rect) {
        let status = self.line(&picture.status).alignment(Alignment::Right);
        let width = u16::try_from(status.width()).unwrap_or(u16::MAX);
        let [left, right] = Layout::horizontal([Constraint::Min(LEAST), Constraint::Length(width)])
            .spacing(GAP)
            .areas(area);
        let bold = Style::new().add_modifier(Modifier::BOLD);
        frame.render_widget(
            Paragraph::new(picture.title.text.as_str()).style(bold),
            left,
        );
        frame.render_widget(Paragraph::new(status), right);
    }

    fn table(&self, frame: &mut Frame<'_>, picture: &Picture, state: &mut TableState, area: Rect) {
        if picture.rows.is_empty() {
            return frame.render_widget(Paragraph::new(picture.nothing), area);
        }
        let widths = widths(picture, area.width);
        let columns = || picture.columns.iter().take(widths.len());
        let heads = columns().map(|(name, align)| aligned(Line::raw(name.as_str()), *align));
        let heads = Row::new(heads).style(Style::new().add_modifier(Modifier::BOLD));
        let rows = picture.rows.iter().map(|row| {
            let cells = row.iter().zip(columns());
            Row::new(cells.map(|(text, (_, align))| aligned(self.line(text), *align)))
        });
        let table = Table::new(rows, widths.iter().copied().map(Constraint::Length))
            .header(heads)
            .column_spacing(GAP)
            .row_highlight_style(Style::new().add_modifier(Modifier::REVERSED));
        state.select(picture.selected);
        frame.render_stateful_widget(table, area, state);
    }

    fn panel(&self, frame: &mut Frame<'_>, picture: &Picture, area: Rect) {
        let lines: Vec<Line<'_>> = picture.lines.iter().map(|text| self.line(text)).collect();
        let block = Block::new().borders(Borders::TOP).title(picture.panel);
        frame.render_widget(Paragraph::new(lines).block(block), area);
    }

    fn help(&self, frame: &mut Frame<'_>, help: &[(&str, &str)], area: Rect) {
        let width = help.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
        let lines = help
            .iter()
            .map(|(key, what)| format!(" {key:width$}  {what} "));
        let lines: Vec<Line<'_>> = lines.map(Line::from).collect();
        let wide = lines.iter().map(Line::width).max().unwrap_or(0) + 2;
        let area = area.centered(
            Constraint::Length(u16::try_from(wide).unwrap_or(u16::MAX)),
            Constraint::Length(u16::try_from(lines.len() + 2).unwrap_or(u16::MAX)),
        );
        frame.render_widget(Clear, area);
        let block = Block::bordered().title(" keys ");
        frame.render_widget(Paragraph::new(lines).block(block), area);
    }
}

fn aligned(line: Line<'_>, align: Align) -> Cell<'_> {
    Cell::from(line.alignment(match align {
        Align::Left => Alignment::Left,
        Align::Right => Alignment::Right,
    }))
}

/// The widths of the columns that are shown: all that the texts need, except where there is not so much.
fn widths(picture: &Picture, available: u16) -> Vec<u16> {
    let needed = picture
        .columns
        .iter()
        .enumerate()
        .map(|(column, (name, _))| {
            let cells = picture.rows.iter().filter_map(|row| row.get(column));
            let cells = cells.map(|text| Line::raw(text.text.as_str()).width());
            let width = cells
                .max()
                .unwrap_or(0)
                .max(Line::raw(name.as_str()).width());
            u16::try_from(width).unwrap_or(u16::MAX)
        });
    let mut widths: Vec<u16> = needed.collect();
    let sum = |widths: &[u16]| {
        let widths = widths
            .iter()
            .map(|width| usize::from(width.saturating_add(GAP)));
        widths.sum::<usize>().saturating_sub(usize::from(GAP))
    };
    let Some(&first) = widths.first() else {
        return widths;
    };
    let available = usize::from(available);
    let over = sum(&widths).saturating_sub(available);
    let over = u16::try_from(over).unwrap_or(u16::MAX);
    widths[0] = first.saturating_sub(over).max(LEAST.min(first));
    while widths.len() > 1 && sum(&widths) > available {
        widths.pop();
    }
    widths
}
