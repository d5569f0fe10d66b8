import Kiosk

// A photograph.
NotePanel {
    required property FieldContext context

    icon: "paper"
    title: qsTr("Bring this paper to the counter")
    text: qsTr("The staff take a picture of it with you. You can go on now.")
}
