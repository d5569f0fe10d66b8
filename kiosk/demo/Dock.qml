import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

// The dev dock: what a person's hands and the weather do to a terminal, as buttons.
ApplicationWindow {
    id: dock

    required property QtObject hands

    width: 460
    height: 900
    visible: true
    x: Screen.desktopAvailableWidth - width - 24
    y: 48
    title: qsTr("Dev dock")
    color: "#F5F2EA"

    component Head: Label {
        font.pixelSize: 18
        font.bold: true
        font.capitalization: Font.Capitalize
        color: "#084C3E"
        Layout.topMargin: 10
    }

    component Hand: Button {
        font.pixelSize: 15
        checkable: false
        implicitHeight: 38
    }

    ScrollView {
        id: view

        anchors.fill: parent
        anchors.margins: 20
        contentWidth: availableWidth

        ColumnLayout {
            width: view.availableWidth
            spacing: 6

            Repeater {
                model: dock.hands.groups
                delegate: ColumnLayout {
                    id: group

                    required property var modelData

                    spacing: 6

                    Head { text: group.modelData.device }
                    Repeater {
                        model: group.modelData.switches
                        delegate: Flow {
                            id: line

                            required property var modelData

                            spacing: 6
                            Layout.fillWidth: true

                            Label {
                                text: line.modelData.name
                                width: 76
                                height: 38
                                verticalAlignment: Text.AlignVCenter
                                font.pixelSize: 15
                                color: "#5C6B68"
                            }
                            Repeater {
                                model: line.modelData.positions
                                delegate: Hand {
                                    required property string modelData
                                    text: modelData
                                    highlighted: dock.hands.stand[line.modelData.key] === modelData
                                    onClicked: dock.hands.flip(line.modelData.key, modelData)
                                }
                            }
                        }
                    }
                }
            }
            Hand {
                text: qsTr("Everything as it should be")
                Layout.topMargin: 16
                Layout.fillWidth: true
                onClicked: dock.hands.reset()
            }
        }
    }
}
