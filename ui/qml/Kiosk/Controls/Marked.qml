import QtQuick
import Kiosk

// Words of a form, shown with their markup where they have some; read out plainly.
// `rich` comes from `kiosk.journey.markdown` only: nothing else may reach a StyledText.
Words {
    id: marked

    property string words
    property string rich

    // Where every letter is bold already, what is to stand out is underlined. Colours that are made
    // for paper are left out in high contrast.
    function shown(): string {
        let text = rich;
        if (strong)
            text = text.replace(/<(\/?)b>/g, "<$1u>");
        return Theme.contrast ? text.replace(/<\/?font[^>]*>/g, "") : text;
    }

    text: rich === "" ? words : shown()
    textFormat: rich === "" ? Text.PlainText : Text.StyledText
    Accessible.name: words
    Accessible.ignored: words === ""
}
